import type { ReactNode } from "react";
import { Switch as AriaSwitch, type SwitchProps } from "react-aria-components";
import styles from "./Switch.module.css";

export function Switch({ children, ...rest }: Omit<SwitchProps, "className" | "children"> & { children: ReactNode }) {
  return (
    <AriaSwitch {...rest} className={styles.line ?? ""}>
      <span className={styles.text}>{children}</span>
      <span className={styles.switch} aria-hidden="true" />
    </AriaSwitch>
  );
}
