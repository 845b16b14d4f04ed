import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Empty.module.css";
import { Icon } from "./Icon";

/** Stands where a list would be: why there is nothing, and what to do. `good`: nothing is wrong. */
export function Empty({
  icon,
  good,
  title,
  children,
  actions,
  level = 2,
}: {
  icon: LucideIcon;
  good?: boolean;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  level?: 1 | 2 | 3;
}) {
  const Title = `h${level}` as const;
  return (
    <div className={styles.empty}>
      <span className={classes(styles.sign, good && styles.good)}>
        <Icon of={icon} size={20} />
      </span>
      <Title className={styles.title}>{title}</Title>
      {children ? <div className={styles.text}>{children}</div> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </div>
  );
}
