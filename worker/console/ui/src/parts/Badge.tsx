import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { classes } from "./classes";

/** A short fact beside a title, at most two in a row. */
export function Badge({
  look,
  children,
}: {
  look?: "accent" | "soft" | "danger" | "warn" | "info" | "ok";
  children: ReactNode;
}) {
  return <span className={classes(styles.badge, look && styles[look])}>{children}</span>;
}

/** A tag of a lead. */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className={styles.tag} dir="auto">
      {children}
    </span>
  );
}

/** A key of the keyboard. */
export function Kbd({ children, quiet }: { children: ReactNode; quiet?: boolean }) {
  return <kbd className={classes(styles.kbd, quiet && styles.onInverse)}>{children}</kbd>;
}
