import type { LucideIcon } from "lucide-react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Icon } from "./Icon";
import styles from "./Segmented.module.css";

export interface Segment<Value extends string> {
  value: Value;
  label: string;
  icon?: LucideIcon;
}

/** One of a few, all of them in sight. */
export function Segmented<Value extends string>({
  label,
  of,
  value,
  onChange,
}: {
  label: string;
  of: readonly Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.group ?? ""}
      selectedKeys={[value]}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        const [first] = keys;
        if (first !== undefined) onChange(String(first) as Value);
      }}
    >
      {of.map((one) => (
        <ToggleButton key={one.value} id={one.value} className={styles.segment ?? ""}>
          {one.icon ? <Icon of={one.icon} size={14} /> : null}
          {one.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
