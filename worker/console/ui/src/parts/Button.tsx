import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Tip } from "./Tip";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "style"> {
  /** One primary button per surface; closing, cancelling, paging are quiet. */
  look?: "plain" | "primary" | "quiet" | "danger" | "inverse";
  /** 28 px in bars, 32 in forms and headers, 44 under a finger, 36 on the card of signing in. */
  size?: "bar" | "form" | "touch" | "card";
  wide?: boolean;
  className?: string;
  children: ReactNode;
}

export function Button({ look = "plain", size = "bar", wide, className, children, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={classes(styles.button, styles[look], styles[size], wide && styles.wide, className)}
    >
      {children}
    </AriaButton>
  );
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
