import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { attachClosestEdge, extractClosestEdge } from "@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge";
import { GripVertical, Pin, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { announce } from "../../app/announce";
import { Button } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { classes } from "../../parts/classes";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import styles from "./ColumnsMenu.module.css";
import { type Column, dropped, listed, moved, TITLE, withColumn } from "./model";
import type { Columns } from "./useColumns";

const texts = defineMessages({
  title: { id: "columns.title", defaultMessage: "Columns" },
  count: { id: "columns.count", defaultMessage: "{shown} of {all}" },
  find: { id: "columns.find", defaultMessage: "Find a field" },
  pinned: { id: "columns.pinned", defaultMessage: "pinned" },
  move: { id: "columns.move", defaultMessage: "Move {name}, arrow up or down" },
  forMe: { id: "columns.forMe", defaultMessage: "For me only" },
  ofSpace: { id: "columns.ofSpace", defaultMessage: "Of this space; save it to keep them" },
  reset: { id: "columns.reset", defaultMessage: "Reset" },
  movedTo: { id: "columns.moved", defaultMessage: "{name} is column {place} of {of} now" },
});

const KIND = "listed-column";

/** Which columns the table has and in which order: by drag, by arrow keys, by ticks. */
export function ColumnsList({ columns }: { columns: Columns }) {
  const intl = useIntl();
  const [find, setFind] = useState("");
  const all = listed(columns.places, columns.all, intl.locale);
  const seen = all.filter((one) => one.label.toLocaleLowerCase().includes(find.trim().toLocaleLowerCase()));
  const on = new Set(columns.shown.map((one) => one.id));
  const move = (column: Column, by: number) => {
    const place = columns.places.findIndex((one) => one.id === column.id) + by;
    const next = moved(columns.places, column.id, place);
    columns.change(next);
    announce(
      intl.formatMessage(texts.movedTo, {
        name: column.label,
        place: next.findIndex((one) => one.id === column.id) + 1,
        of: next.length,
      }),
    );
  };
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>
          <FormattedMessage {...texts.title} />
        </span>
        <span className={styles.count}>
          <FormattedMessage {...texts.count} values={{ shown: on.size, all: columns.all.length }} />
        </span>
      </div>
      <label className={styles.find}>
        <Icon of={Search} />
        <span className="sr">{intl.formatMessage(texts.find)}</span>
        <input
          value={find}
          placeholder={intl.formatMessage(texts.find)}
          onChange={(event) => setFind(event.target.value)}
        />
      </label>
      <ul className={styles.list}>
        {seen.map((column) => (
          <Line
            key={column.id}
            column={column}
            on={on.has(column.id)}
            onToggle={(now) => columns.change(withColumn(columns.places, column.id, now))}
            onMove={(by) => move(column, by)}
            onDropped={(id, edge) => columns.change(dropped(columns.places, id, column.id, edge))}
          />
        ))}
      </ul>
      <div className={styles.foot}>
        <span>
          <FormattedMessage {...(columns.ofList ? texts.ofSpace : texts.forMe)} />
        </span>
        <Button look="quiet" isDisabled={!columns.mine && !columns.ofList} onPress={columns.reset}>
          <FormattedMessage {...texts.reset} />
        </Button>
      </div>
    </>
  );
}

type LineProps = {
  readonly column: Column;
  readonly on: boolean;
  readonly onToggle: (on: boolean) => void;
  readonly onMove: (by: number) => void;
  readonly onDropped: (id: string, edge: "start" | "end") => void;
};

function Line({ column, on, onToggle, onMove, onDropped }: LineProps) {
  const intl = useIntl();
  const line = useRef<HTMLLIElement>(null);
  const grip = useRef<HTMLButtonElement>(null);
  const [edge, setEdge] = useState<"top" | "bottom" | null>(null);
  const latest = useRef(onDropped);
  latest.current = onDropped;
  const movable = on && column.id !== TITLE;
  useEffect(() => {
    const element = line.current;
    if (!element || !on) return;
    const parts = [
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.kind === KIND && source.data.id !== column.id,
        getData: ({ input }) =>
          attachClosestEdge({}, { element, input, allowedEdges: column.id === TITLE ? ["bottom"] : ["top", "bottom"] }),
        onDrag: ({ self }) => setEdge(extractClosestEdge(self.data) === "top" ? "top" : "bottom"),
        onDragLeave: () => setEdge(null),
        onDrop: ({ self, source }) => {
          setEdge(null);
          latest.current(String(source.data.id), extractClosestEdge(self.data) === "top" ? "start" : "end");
        },
      }),
    ];
    if (movable && grip.current)
      parts.push(
        draggable({ element, dragHandle: grip.current, getInitialData: () => ({ kind: KIND, id: column.id }) }),
      );
    return combine(...parts);
  }, [column.id, on, movable]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? -1 : 1);
    requestAnimationFrame(() => grip.current?.focus());
  };
  return (
    <li ref={line} className={classes(styles.line, edge && styles[edge])}>
      <button
        ref={grip}
        type="button"
        className={styles.grip}
        disabled={!movable}
        aria-label={intl.formatMessage(texts.move, { name: column.label })}
        onKeyDown={onKeyDown}
      >
        <Icon of={column.id === TITLE ? Pin : GripVertical} size={14} />
      </button>
      <Checkbox className={styles.name ?? ""} isSelected={on} isDisabled={column.id === TITLE} onChange={onToggle}>
        <span className="trunc">{column.label}</span>
      </Checkbox>
      {column.id === TITLE ? (
        <span className={styles.count}>
          <FormattedMessage {...texts.pinned} />
        </span>
      ) : null}
    </li>
  );
}
