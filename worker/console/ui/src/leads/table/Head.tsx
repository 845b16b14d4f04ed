import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, ChevronDown, EyeOff, Maximize2, Minimize2 } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { Menu as AriaMenu, Popover } from "react-aria-components";
import { useIntl } from "react-intl";
import { announce } from "../../app/announce";
import { classes } from "../../parts/classes";
import { Icon } from "../../parts/Icon";
import { MenuItem, MenuLine } from "../../parts/Menu";
import menu from "../../parts/Menu.module.css";
import { defineMessages } from "../../text/define";
import type { SortKey } from "../address";
import { type Column, moved, resized, TITLE, widthOf, withColumn } from "../columns/model";
import type { Columns } from "../columns/useColumns";
import { useColumnDrag } from "./drag";
import styles from "./Grid.module.css";

const texts = defineMessages({
  selectPage: { id: "head.selectPage", defaultMessage: "Select all on this page" },
  menu: { id: "head.menu", defaultMessage: "Column {name}" },
  up: { id: "head.ascending", defaultMessage: "Sort ascending" },
  down: { id: "head.descending", defaultMessage: "Sort descending" },
  left: { id: "head.earlier", defaultMessage: "Move towards the start" },
  right: { id: "head.later", defaultMessage: "Move towards the end" },
  wider: { id: "head.wider", defaultMessage: "Wider" },
  narrower: { id: "head.narrower", defaultMessage: "Narrower" },
  hide: { id: "head.hide", defaultMessage: "Hide column" },
  movedTo: { id: "head.moved", defaultMessage: "{name} is column {place} of {of} now" },
});

const STEP = 24;

type Props = {
  readonly columns: Columns;
  readonly sort: readonly SortKey[];
  readonly onSort: (column: Column, direction?: "asc" | "desc") => void;
  readonly focused: number;
  readonly onFocus: (col: number) => void;
  readonly page: "none" | "some" | "all";
  readonly onPage: () => void;
  readonly table: RefObject<HTMLTableElement | null>;
};

/** The head of the table: sorts, moves, resizes and hides columns, by pointer and by keyboard. */
export function Head({ columns, sort, onSort, focused, onFocus, page, onPage, table }: Props) {
  const intl = useIntl();
  const [open, setOpen] = useState<Column | null>(null);
  const trigger = useRef<HTMLElement | null>(null);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = page === "some";
  }, [page]);
  const place = (id: string) => columns.places.findIndex((one) => one.id === id);
  const change = (id: string, to: number) => {
    const next = moved(columns.places, id, to);
    columns.change(next);
    const name = columns.all.find((one) => one.id === id)?.label ?? id;
    announce(
      intl.formatMessage(texts.movedTo, { name, place: next.findIndex((one) => one.id === id) + 1, of: next.length }),
    );
  };
  const resize = (column: Column, by: number) =>
    columns.change(resized(columns.places, column.id, widthOf(column, column.width + by)));
  const act = (column: Column, action: string) => {
    const run: Record<string, () => void> = {
      up: () => onSort(column, "asc"),
      down: () => onSort(column, "desc"),
      left: () => change(column.id, place(column.id) - 1),
      right: () => change(column.id, place(column.id) + 1),
      wider: () => resize(column, STEP),
      narrower: () => resize(column, -STEP),
      hide: () => columns.change(withColumn(columns.places, column.id, false)),
    };
    run[action]?.();
  };
  const show = (column: Column, from: HTMLElement | null) => {
    trigger.current = from;
    setOpen(column);
  };
  const onKey = (column: Column) => (event: KeyboardEvent<HTMLElement>) => {
    const rtl = getComputedStyle(event.currentTarget).direction === "rtl";
    const forward = (event.key === "ArrowRight") !== rtl;
    if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      if (event.shiftKey) resize(column, forward ? STEP : -STEP);
      else change(column.id, place(column.id) + (forward ? 1 : -1));
      return;
    }
    if (event.altKey && event.key === "ArrowDown") {
      event.preventDefault();
      show(column, event.currentTarget);
      return;
    }
    if ((event.key === "Enter" || event.key === " ") && event.target === event.currentTarget) {
      event.preventDefault();
      if (column.sort) onSort(column);
    }
  };
  const chosen = open ? place(open.id) : -1;
  return (
    <thead>
      <tr data-row={-1} aria-rowindex={1}>
        <th
          scope="col"
          className={styles.check}
          data-col={0}
          tabIndex={focused === 0 ? 0 : -1}
          aria-colindex={1}
          onKeyDown={(event) => {
            if (event.key !== " ") return;
            event.preventDefault();
            onPage();
          }}
        >
          <input
            ref={box}
            type="checkbox"
            className={styles.box}
            checked={page === "all"}
            onChange={onPage}
            tabIndex={-1}
            aria-label={intl.formatMessage(texts.selectPage)}
          />
        </th>
        {columns.shown.map((column, i) => {
          const key = sort[0]?.field === column.sort && column.sort ? sort[0] : null;
          return (
            <HeadCell
              key={column.id}
              column={column}
              sort={key?.direction ?? null}
              onKeyDown={onKey(column)}
              focused={focused === i + 1}
              at={i + 1}
              onFocus={() => onFocus(i + 1)}
              onSort={() => onSort(column)}
              onMenu={(from) => show(column, from)}
              menuLabel={intl.formatMessage(texts.menu, { name: column.label })}
              isOpen={open?.id === column.id}
              columns={columns}
              table={table}
            />
          );
        })}
      </tr>
      <Popover
        triggerRef={trigger}
        aria-label={open?.label ?? ""}
        isOpen={open !== null}
        onOpenChange={(now) => !now && setOpen(null)}
        placement="bottom start"
        offset={4}
        className={menu.pop ?? ""}
      >
        <AriaMenu
          aria-label={open?.label ?? ""}
          className={menu.menu ?? ""}
          autoFocus="first"
          onAction={(action) => open && act(open, String(action))}
          onClose={() => setOpen(null)}
        >
          {open?.sort ? (
            <MenuItem id="up" icon={ArrowUp}>
              {intl.formatMessage(texts.up)}
            </MenuItem>
          ) : null}
          {open?.sort ? (
            <MenuItem id="down" icon={ArrowDown}>
              {intl.formatMessage(texts.down)}
            </MenuItem>
          ) : null}
          {open?.sort ? <MenuLine /> : null}
          {open && open.id !== TITLE ? (
            <MenuItem id="left" icon={ArrowLeft} mirrored isDisabled={chosen <= 1}>
              {intl.formatMessage(texts.left)}
            </MenuItem>
          ) : null}
          {open && open.id !== TITLE ? (
            <MenuItem id="right" icon={ArrowRight} mirrored isDisabled={chosen >= columns.places.length - 1}>
              {intl.formatMessage(texts.right)}
            </MenuItem>
          ) : null}
          <MenuItem id="wider" icon={Maximize2}>
            {intl.formatMessage(texts.wider)}
          </MenuItem>
          <MenuItem id="narrower" icon={Minimize2}>
            {intl.formatMessage(texts.narrower)}
          </MenuItem>
          {open && open.id !== TITLE ? <MenuLine /> : null}
          {open && open.id !== TITLE ? (
            <MenuItem id="hide" icon={EyeOff}>
              {intl.formatMessage(texts.hide)}
            </MenuItem>
          ) : null}
        </AriaMenu>
      </Popover>
    </thead>
  );
}

type CellProps = {
  readonly column: Column;
  readonly sort: "asc" | "desc" | null;
  readonly focused: boolean;
  readonly at: number;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onSort: () => void;
  readonly onMenu: (from: HTMLElement | null) => void;
  readonly menuLabel: string;
  readonly isOpen: boolean;
  readonly columns: Columns;
  readonly table: RefObject<HTMLTableElement | null>;
};

function HeadCell({
  column,
  sort,
  focused,
  at,
  onFocus,
  onKeyDown,
  onSort,
  onMenu,
  menuLabel,
  isOpen,
  columns,
  table,
}: CellProps) {
  const cell = useRef<HTMLTableCellElement>(null);
  const { edge, dragged, onResize } = useColumnDrag(cell, column, columns, table);
  return (
    <th
      ref={cell}
      scope="col"
      data-col={at}
      data-column={column.id}
      tabIndex={focused ? 0 : -1}
      aria-colindex={at + 1}
      aria-sort={sort === "asc" ? "ascending" : sort === "desc" ? "descending" : undefined}
      className={classes(column.id === TITLE && styles.stick, column.end && styles.end, dragged && styles.dragged)}
      data-edge={edge ?? undefined}
      onFocus={(event) => event.target === event.currentTarget && onFocus()}
      onKeyDown={onKeyDown}
    >
      <span className={styles.head}>
        {column.sort ? (
          <button type="button" tabIndex={-1} className={styles.sort} onClick={onSort}>
            <span className="trunc">{column.label}</span>
            {sort ? <Icon of={sort === "asc" ? ArrowUp : ArrowDown} size={12} /> : null}
          </button>
        ) : (
          <span className="trunc">{column.label}</span>
        )}
        <button
          type="button"
          tabIndex={-1}
          className={styles.more}
          aria-label={menuLabel}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          onClick={(event) => onMenu(event.currentTarget)}
        >
          <Icon of={ChevronDown} size={12} />
        </button>
      </span>
      {/* Keys for the same: Alt+Shift+arrows on the head, and Wider and Narrower in its menu. */}
      <span className={styles.resize} aria-hidden="true" onPointerDown={onResize} />
    </th>
  );
}
