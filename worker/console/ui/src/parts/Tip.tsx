import type { ReactElement, ReactNode } from "react";
import { Tooltip, TooltipTrigger } from "react-aria-components";
import styles from "./Tip.module.css";

/** Says a word about a control when the pointer rests on it or the keyboard comes to it. Never the only place of a reason. */
export function Tip({ says, children }: { says: ReactNode; children: ReactElement }) {
  return (
    <TooltipTrigger delay={600} closeDelay={80}>
      {children}
      <Tooltip className={styles.tip} offset={6}>
        {says}
      </Tooltip>
    </TooltipTrigger>
  );
}
