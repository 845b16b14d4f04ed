import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  ListBoxItem as AriaItem,
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  ListBox,
  type ListBoxItemProps,
  Popover,
  SelectValue,
} from "react-aria-components";
import { classes } from "./classes";
import { FieldLabel, Hint, Wrong } from "./Field";
import field from "./Field.module.css";
import { Icon } from "./Icon";
import menu from "./Menu.module.css";
import styles from "./Select.module.css";

export interface SelectProps extends Omit<AriaSelectProps<object>, "className" | "children"> {
  /** Without one, give `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  size?: "bar" | "form";
  children: ReactNode;
}

export function Select({ label, hint, error, size = "form", children, ...rest }: SelectProps) {
  return (
    <AriaSelect {...rest} isInvalid={Boolean(error)} className={classes(field.field)}>
      {label ? <FieldLabel required={rest.isRequired}>{label}</FieldLabel> : null}
      <AriaButton className={classes(styles.button, size === "bar" && styles.small)}>
        <SelectValue className={classes(styles.value, "trunc")} />
        <Icon of={ChevronDown} size={14} />
      </AriaButton>
      {hint ? <Hint>{hint}</Hint> : null}
      <Wrong says={error} />
      <Popover className={menu.pop ?? ""} offset={4}>
        <ListBox className={menu.menu ?? ""}>{children}</ListBox>
      </Popover>
    </AriaSelect>
  );
}

export function Option({
  children,
  textValue,
  ...rest
}: Omit<ListBoxItemProps, "className" | "children"> & { children: ReactNode }) {
  return (
    <AriaItem
      {...rest}
      textValue={textValue ?? (typeof children === "string" ? children : "")}
      className={menu.item ?? ""}
    >
      {({ isSelected }) => (
        <>
          <span className={classes(menu.text, "trunc", styles.option)}>{children}</span>
          {isSelected ? <Icon of={Check} /> : null}
        </>
      )}
    </AriaItem>
  );
}
