import { Check, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  type MenuItemProps,
  type MenuProps,
  MenuSection,
  MenuTrigger,
  Popover,
  type PopoverProps,
  Separator,
} from "react-aria-components";
import { classes } from "./classes";
import { Icon } from "./Icon";
import styles from "./Menu.module.css";

/** A button and the menu that it opens. */
export function Menu({
  button,
  placement = "bottom start",
  children,
  className,
  ...rest
}: { button: ReactElement; placement?: PopoverProps["placement"]; children: ReactNode; className?: string } & Omit<
  MenuProps<object>,
  "children" | "className"
>) {
  return (
    <MenuTrigger>
      {button}
      <Popover placement={placement ?? "bottom start"} offset={4} className={classes(styles.pop, className)}>
        <AriaMenu {...rest} className={styles.menu ?? ""}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

/** A line of a menu: an icon, a text, at its end a count or a key. */
export function MenuItem({
  icon,
  mirrored,
  after,
  children,
  danger,
  ...rest
}: Omit<MenuItemProps, "className" | "children"> & {
  icon?: LucideIcon | undefined;
  /** The icon points somewhere: the other way where the page runs from right to left. */
  mirrored?: boolean;
  after?: ReactNode;
  danger?: boolean;
  children: ReactNode;
}) {
  return (
    <AriaMenuItem
      {...rest}
      textValue={rest.textValue ?? (typeof children === "string" ? children : "")}
      className={classes(styles.item, danger && styles.danger)}
    >
      {({ isSelected, selectionMode }) => (
        <>
          {icon ? <Icon of={icon} {...(mirrored ? { className: "mirror" } : {})} /> : null}
          <span className={classes(styles.text, "trunc")}>{children}</span>
          {after}
          {selectionMode !== "none" && isSelected ? <Icon of={Check} /> : null}
        </>
      )}
    </AriaMenuItem>
  );
}

export function MenuGroup({
  title,
  children,
  ...rest
}: { title: string; children: ReactNode } & Parameters<typeof MenuSection>[0]) {
  return (
    <MenuSection {...rest}>
      <Header className={styles.head ?? ""}>{title}</Header>
      {children}
    </MenuSection>
  );
}

export function MenuLine() {
  return <Separator className={styles.line ?? ""} />;
}
