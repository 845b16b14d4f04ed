import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Banner.module.css";
import { classes } from "./classes";
import { Icon } from "./Icon";

const SIGNS: Record<"info" | "warn" | "danger" | "ok", LucideIcon> = {
  info: Info,
  warn: TriangleAlert,
  danger: CircleAlert,
  ok: CircleCheck,
};

/** What happened, why, what next. A refusal is said aloud at once. */
export function Banner({
  look = "info",
  icon,
  children,
  aside,
}: {
  look?: keyof typeof SIGNS;
  icon?: LucideIcon;
  children: ReactNode;
  aside?: ReactNode;
}) {
  return (
    <div className={classes(styles.banner, styles[look])} role={look === "danger" ? "alert" : "status"}>
      <Icon of={icon ?? SIGNS[look]} />
      <div className={styles.text}>{children}</div>
      {aside}
    </div>
  );
}
