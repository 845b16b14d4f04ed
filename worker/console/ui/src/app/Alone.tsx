import type { ReactNode } from "react";
import styles from "./Alone.module.css";

/** A page without top bar and rail. */
export function Alone({ children }: { children: ReactNode }) {
  return <main className={styles.page}>{children}</main>;
}
