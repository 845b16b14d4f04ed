import { type ReactNode, useEffect } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { useIntl } from "react-intl";
import { announce } from "../app/announce";
import { defineMessages } from "../text/define";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Tip } from "./Tip";

const texts = defineMessages({ wait: { id: "button.wait", defaultMessage: "One moment" } });

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "style"> {
  /** One primary button per surface; closing, cancelling, paging are quiet. */
  look?: "plain" | "primary" | "quiet" | "danger" | "inverse";
  /** 28 px in bars, 32 in forms and headers, 44 under a finger, 36 on the card of signing in. */
  size?: "bar" | "form" | "touch" | "card";
  wide?: boolean;
  className?: string;
  children: ReactNode;
}

export function Button({
  look = "plain",
  size = "bar",
  wide,
  className,
  children,
  isPending = false,
  onPress,
  type,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      // While it waits it keeps the focus and does nothing, not even send its form.
      type={isPending && type === "submit" ? "button" : (type ?? "button")}
      {...(onPress && !isPending ? { onPress } : {})}
      {...(isPending ? { "aria-disabled": true, "data-pending": "" } : {})}
      className={classes(styles.button, styles[look], styles[size], wide && styles.wide, className)}
    >
      {children}
      {isPending ? <Waiting /> : null}
    </AriaButton>
  );
}

/**
 * Says that something is under way. (React Aria's own words for it refer to the button by its id, and stay in the page
 * when the button has gone with the screen that it led away from.)
 */
function Waiting() {
  const intl = useIntl();
  useEffect(() => announce(intl.formatMessage(texts.wait)), [intl]);
  return null;
}

/** A button that shows a sign alone: it has a name, and says it when the pointer rests. */
export function IconButton({
  label,
  children,
  className,
  tip,
  ...rest
}: Omit<ButtonProps, "aria-label"> & { label: string; tip?: ReactNode }) {
  return (
    <Tip says={tip ?? label}>
      <Button look="quiet" {...rest} aria-label={label} className={classes(styles.icon, className)}>
        {children}
      </Button>
    </Tip>
  );
}
