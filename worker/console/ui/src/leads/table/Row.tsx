import { Pencil, PencilOff, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { classes } from "../../parts/classes";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import type { Column } from "../columns/model";
import { heldBy, type Row as Lead } from "../data/rows";
import { CellEditor } from "../editing/CellEditor";
import type { Change } from "../editing/patches";
import type { Parts } from "../LeadsContext";
import { pieces } from "../marks";
import styles from "./Grid.module.css";
import { Marked, Missing, Value } from "./Value";

const texts = defineMessages({
  select: { id: "row.select", defaultMessage: "Select {name}" },
  edit: { id: "row.edit", defaultMessage: "Edit {field} of {name}" },
  waits: { id: "row.waits", defaultMessage: "Editing waits for the connection" },
  refused: { id: "row.refused", defaultMessage: "Not saved: {reason}" },
});

/** Kinds of columns whose values are people's own words. */
const WORDS: ReadonlySet<string> = new Set(["text", "dropdown", "names"]);

export type RowProps = {
  readonly row: Lead;
  readonly place: number;
  readonly ariaRow: number;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  /** The column that has the tab stop, -1 where another row has it. */
  readonly focused: number;
  readonly hovered: number;
  readonly editing: number;
  readonly changes: readonly Change[];
  readonly flash: boolean;
  readonly parts: Parts;
  readonly editable: (column: Column) => boolean;
  /** There is no connection. */
  readonly waits: boolean;
  readonly onEditEnd: (move: 0 | 1 | -1) => void;
  /** Opens the list of a dropdown upwards: there is no room below. */
  readonly upwards: boolean;
};

/** One lead. Drawn anew only where something of its own changed: a hundred of them stand in a page. */
export const Row = memo(function Row({
  row,
  place,
  ariaRow,
  columns,
  selected,
  focused,
  hovered,
  editing,
  changes,
  flash,
  parts,
  editable,
  waits,
  onEditEnd,
  upwards,
}: RowProps) {
  const { intl } = parts;
  return (
    <tr
      aria-selected={selected}
      aria-rowindex={ariaRow}
      data-row={place}
      className={classes(flash && styles.flash)}
      data-lead={row.id}
    >
      <td className={styles.check} data-col={0} tabIndex={focused === 0 ? 0 : -1} aria-colindex={1}>
        <input
          type="checkbox"
          className={styles.box}
          checked={selected}
          readOnly
          tabIndex={-1}
          aria-label={intl.formatMessage(texts.select, { name: row.title })}
        />
      </td>
      {columns.map((column, i) => {
        const at = i + 1;
        const change = changes.find((one) => one.field === column.id);
        const held = heldBy(row, column.id);
        const value = change && change.state !== "refused" ? change.value : held;
        const wrong = change?.state === "refused" ? change.reason : null;
        const common = { "data-col": at, tabIndex: focused === at ? 0 : -1, "aria-colindex": at + 1 };
        if (editing === at) {
          return (
            <td key={column.id} {...common} className={classes(styles.edit, column.end && styles.end)}>
              <CellEditor
                lead={row}
                column={column}
                value={typeof value === "object" ? null : value}
                onEnd={onEditEnd}
                upwards={upwards}
              />
            </td>
          );
        }
        const canEdit = editable(column);
        const pencil =
          canEdit && (focused === at || hovered === at) ? (
            <button
              type="button"
              tabIndex={-1}
              className={styles.pen}
              data-pen=""
              aria-label={intl.formatMessage(texts.edit, { field: column.label, name: row.title })}
              {...(waits ? { "aria-disabled": true, title: intl.formatMessage(texts.waits) } : {})}
            >
              <Icon of={waits ? PencilOff : Pencil} size={14} />
            </button>
          ) : null;
        if (i === 0) {
          const shown =
            change && change.state !== "refused"
              ? typeof change.value === "string"
                ? change.value
                : row.title
              : row.title;
          return (
            <th
              key={column.id}
              scope="row"
              {...common}
              className={classes(styles.stick, wrong && styles.wrong)}
              aria-readonly={!canEdit}
            >
              <span className={styles.title}>
                <a
                  href={`?open=${row.id}`}
                  tabIndex={-1}
                  data-open=""
                  className={classes(styles.name, "trunc")}
                  dir="auto"
                  title={shown}
                >
                  <Marked of={pieces(shown, parts.terms)} />
                </a>
                <Missing row={row} parts={parts} />
              </span>
              {pencil}
              <Reason says={wrong} parts={parts} />
            </th>
          );
        }
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a cell of a grid is a gridcell, which has it
          <td
            key={column.id}
            {...common}
            aria-readonly={column.field?.own ? !canEdit : undefined}
            className={classes(
              column.end && styles.end,
              column.kind === "phone" && styles.phone,
              column.kind === "time" && styles.phone,
              wrong && styles.wrong,
            )}
            dir={typeof value === "string" && WORDS.has(column.kind) ? "auto" : undefined}
            title={
              typeof value === "string" &&
              (column.kind === "text" ||
                column.kind === "email" ||
                column.kind === "dropdown" ||
                column.kind === "names")
                ? value
                : undefined
            }
            data-saving={change?.state === "saving" ? "" : undefined}
          >
            <Value column={column} value={value} parts={parts} />
            {pencil}
            <Reason says={wrong} parts={parts} />
          </td>
        );
      })}
    </tr>
  );
});

function Reason({ says, parts }: { says: string | null; parts: Parts }) {
  if (says === null) return null;
  return (
    <span className={styles.reason} role="alert">
      <Icon of={TriangleAlert} size={14} />
      {parts.intl.formatMessage(texts.refused, { reason: says })}
    </span>
  );
}
