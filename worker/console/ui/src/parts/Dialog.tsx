import { type LucideIcon, X } from "lucide-react";
import type { ReactNode } from "react";
import {
  Dialog as AriaDialog,
  Popover as AriaPopover,
  Heading,
  Modal,
  ModalOverlay,
  type PopoverProps,
} from "react-aria-components";
import { useIntl } from "react-intl";
import { defineMessages } from "../text/define";
import { IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { Icon } from "./Icon";

const texts = defineMessages({ close: { id: "dialog.close", defaultMessage: "Close" } });

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Beneath the title. */
  subtitle?: ReactNode;
  icon?: LucideIcon;
  /** Beside what closes it: what an asterisk means. */
  aside?: ReactNode;
  /** At its end: one filled button, cancelling is quiet. */
  foot?: ReactNode;
  children: ReactNode;
  /** Pressing beside it closes it; not where something typed would be lost. */
  dismissable?: boolean;
  role?: "dialog" | "alertdialog";
  className?: string;
}

/** A question or a short form over the page. */
export function Dialog(props: DialogProps) {
  return <Over {...props} kind="dialog" />;
}

/** A longer form or a preview at the end side of the page; the whole page on phones. */
export function Sheet(props: DialogProps) {
  return <Over {...props} kind="sheet" />;
}

function Over({
  open,
  onClose,
  title,
  subtitle,
  icon,
  aside,
  foot,
  children,
  dismissable = true,
  role = "dialog",
  className,
  kind,
}: DialogProps & { kind: "dialog" | "sheet" }) {
  const intl = useIntl();
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(now) => !now && onClose()}
      isDismissable={dismissable}
      className={classes(styles.scrim, styles[`${kind}Scrim`])}
    >
      <Modal className={classes(styles[kind], className)}>
        <AriaDialog role={role} className={styles.inner ?? ""}>
          <header className={styles.head}>
            {icon ? <Icon of={icon} size={20} className={styles.sign ?? ""} /> : null}
            <div className={styles.titles}>
              <Heading slot="title" level={2} className={styles.title ?? ""}>
                {title}
              </Heading>
              {subtitle ? <p className={styles.subtitle}>{subtitle}</p> : null}
            </div>
            {aside}
            <IconButton label={intl.formatMessage(texts.close)} onPress={onClose}>
              <Icon of={X} />
            </IconButton>
          </header>
          <div className={styles.body}>{children}</div>
          {foot ? <footer className={styles.foot}>{foot}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What opens beside a control: an editor of a filter, a list of columns. Goes within a `DialogTrigger`. */
export function Pop({
  label,
  children,
  className,
  ...rest
}: { label: string; children: ReactNode; className?: string } & Omit<PopoverProps, "children" | "className">) {
  return (
    <AriaPopover offset={4} {...rest} className={classes(styles.pop, className)}>
      <AriaDialog aria-label={label} className={styles.inner ?? ""}>
        {children}
      </AriaDialog>
    </AriaPopover>
  );
}
