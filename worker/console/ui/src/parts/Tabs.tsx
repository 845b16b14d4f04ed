import type { ReactNode } from "react";
import {
  Tab as AriaTab,
  TabList as AriaTabList,
  TabPanel as AriaTabPanel,
  Tabs as AriaTabs,
  type TabsProps,
} from "react-aria-components";
import { classes } from "./classes";
import styles from "./Tabs.module.css";

export function Tabs({ children, className, ...rest }: Omit<TabsProps, "className"> & { className?: string }) {
  return (
    <AriaTabs {...rest} className={classes(styles.tabs, className)}>
      {children}
    </AriaTabs>
  );
}

export function TabList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <AriaTabList aria-label={label} className={styles.list ?? ""}>
      {children}
    </AriaTabList>
  );
}

export function Tab({ id, children }: { id: string; children: ReactNode }) {
  return (
    <AriaTab id={id} className={styles.tab ?? ""}>
      {children}
    </AriaTab>
  );
}

export function TabPanel({ id, children, className }: { id: string; children: ReactNode; className?: string }) {
  return (
    <AriaTabPanel id={id} className={classes(styles.panel, className)}>
      {children}
    </AriaTabPanel>
  );
}
