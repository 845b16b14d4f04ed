import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from "react";
import { announce } from "../../app/announce";
import { useKeys } from "../../app/keys";
import { useOnline } from "../../app/online";
import { classes } from "../../parts/classes";
import { defineMessages } from "../../text/define";
import { sortedBy } from "../address";
import type { Column } from "../columns/model";
import type { Columns } from "../columns/useColumns";
import type { Row as Lead } from "../data/rows";
import { fetchChoices } from "../editing/CellEditor";
import { type Change, ofLead } from "../editing/patches";
import { useLeads } from "../LeadsContext";
import { isSelected, pageToggled, ranged, type Selection, stateOf, toggled } from "../selection";
import type { Shown } from "../useListing";
import styles from "./Grid.module.css";
import { keyOf } from "./gridKeys";
import { Head } from "./Head";
import { movedBy, type Place } from "./moves";
import { Row } from "./Row";

const texts = defineMessages({
  label: { id: "grid.label", defaultMessage: "Leads" },
  waits: { id: "grid.waits", defaultMessage: "There is no connection; editing waits for it" },
  group: { id: "keys.list", defaultMessage: "List" },
  next: { id: "keys.nextLead", defaultMessage: "Next lead" },
  previous: { id: "keys.previousLead", defaultMessage: "Previous lead" },
  select: { id: "keys.selectLead", defaultMessage: "Select the lead" },
  edit: { id: "keys.editCell", defaultMessage: "Edit the cell" },
});

type Props = {
  readonly rows: readonly Lead[];
  readonly columns: Columns;
  readonly shown: Shown;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly total: number | null;
  readonly first: number;
  readonly flashed: ReadonlySet<string>;
};

const EDITED = new Set(["text", "email", "phone", "dropdown", "number", "date", "datetime"]);
const CHECK_WIDTH = 40;
const NOTHING = () => {};
const NO_CHANGES: readonly Change[] = [];

/** The cell with the tab stop; `lead` is null in the head. */
type Spot = Place & { readonly lead: string | null };
type Edited = { readonly lead: string; readonly column: string };

/** The table: one tab stop, arrows from cell to cell, editors only where somebody edits (ARIA APG, grid). */
export function Grid({ rows, columns, shown, selection, onSelect, total, first, flashed }: Props) {
  const leads = useLeads();
  const online = useOnline();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Spot>({ row: 0, col: 1, lead: null });
  const [hover, setHover] = useState<Place | null>(null);
  const [editing, setEditing] = useState<Edited | null>(null);
  const follow = useRef(false);
  const cols = columns.shown.length + 1;
  const ids = rows.map((one) => one.id);
  // Rows are read anew: the lead counts, not the place where it stood.
  const same = at.lead === null ? -1 : ids.indexOf(at.lead);
  const row = same >= 0 ? same : Math.min(at.row, rows.length - 1);
  const edited = editing ? columns.shown.findIndex((one) => one.id === editing.column) + 1 : -1;
  const last = useRef(new Map<string, readonly Change[]>());

  const editable = useCallback(
    ({ field }: Column) => field?.own != null && EDITED.has(field.type) && !field.locked && leads.may.has("lead.edit"),
    [leads.may],
  );

  useEffect(() => {
    if (!follow.current) return;
    follow.current = false;
    const cell = table.current?.querySelector<HTMLElement>(`[data-row="${row}"] [data-col="${at.col}"]`);
    cell?.focus({ preventScroll: false });
  });

  useEffect(fetchChoices, []);

  const stand = useCallback((place: Place) => setAt({ ...place, lead: rows[place.row]?.id ?? null }), [rows]);
  const go = useCallback(
    (place: Place) => {
      follow.current = true;
      stand(place);
    },
    [stand],
  );

  const begin = useCallback(
    (place: Place) => {
      const column = columns.shown[place.col - 1];
      const lead = rows[place.row];
      if (!column || !lead || !editable(column)) return false;
      if (!online) {
        announce(leads.intl.formatMessage(texts.waits));
        return false;
      }
      leads.edits.dismiss(lead.id, column.id);
      stand(place);
      setEditing({ lead: lead.id, column: column.id });
      return true;
    },
    [columns.shown, rows, editable, stand, leads.edits.dismiss, leads.intl, online],
  );

  const end = useCallback(
    (move: 0 | 1 | -1) => {
      setEditing(null);
      const from = { row: rows.findIndex((one) => one.id === editing?.lead), col: edited };
      if (from.row < 0 || from.col < 1) return;
      let next = from.col + move;
      while (move !== 0 && next > 0 && next < cols && !editable(columns.shown[next - 1] as Column)) next += move;
      const place = next > 0 && next < cols ? { row: from.row, col: next } : from;
      if (move === 0 || !begin(place) || place === from) {
        setEditing(null);
        go(from);
      }
    },
    [editing, edited, rows, cols, columns.shown, editable, begin, go],
  );

  const select = (place: number, range: boolean) => {
    const id = ids[place];
    if (id) onSelect(range ? ranged(selection, id, ids) : toggled(selection, id));
  };

  // Outside of the table these keys lead into it.
  const here: Place = { row: Math.max(row, 0), col: Math.max(at.col, 1) };
  const say = leads.intl.formatMessage;
  const group = say(texts.group);
  useKeys([
    { keys: "j", does: say(texts.next), group, run: () => go(here) },
    { keys: "k", does: say(texts.previous), group, run: () => go(here) },
    {
      keys: "x",
      does: say(texts.select),
      group,
      run: () => {
        go(here);
        select(here.row, false);
      },
    },
    { keys: "F2", does: say(texts.edit), group, run: () => begin(here) || go(here) },
  ]);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    if (editing || event.defaultPrevented || event.altKey) return;
    const rtl = getComputedStyle(event.currentTarget).direction === "rtl";
    const place = movedBy(event.key, { row, col: at.col }, rows.length, cols, event.ctrlKey || event.metaKey, rtl);
    if (place) {
      event.preventDefault();
      go(place);
      return;
    }
    if (row < 0 || event.ctrlKey || event.metaKey) return;
    const lead = rows[row];
    const open = () => lead && leads.open(lead.id);
    const cell = { row, col: at.col };
    const run = keyOf(event.key, at.col, {
      select: (range) => select(row, range),
      open,
      edit: () => begin(cell) || (event.key === "Enter" && open()),
      step: (by) => go({ row: Math.min(Math.max(row + by, 0), rows.length - 1), col: at.col }),
    });
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };

  const placeOf = (target: EventTarget): Place | null => {
    const cell = (target as HTMLElement).closest<HTMLElement>("[data-col]");
    const line = cell?.closest<HTMLElement>("[data-row]");
    return cell && line ? { row: Number(line.dataset.row), col: Number(cell.dataset.col) } : null;
  };

  const onClick = (event: MouseEvent<HTMLTableSectionElement>) => {
    const place = placeOf(event.target);
    if (!place || (event.target as HTMLElement).closest("[data-editor]")) return;
    const target = event.target as HTMLElement;
    if (target.closest("[data-open]")) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      stand(place);
      const lead = rows[place.row];
      if (lead) leads.open(lead.id);
      return;
    }
    if (place.col === 0) select(place.row, event.shiftKey);
    if (target.closest("[data-pen]")) {
      begin(place);
      return;
    }
    stand(place);
  };

  const width = CHECK_WIDTH + columns.shown.reduce((sum, one) => sum + one.width, 0);
  return (
    <div className={styles.wrap} data-selecting={selection.kind === "all" || selection.ids.size > 0 ? "" : undefined}>
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that is edited is a grid (ARIA APG)
        role="grid"
        aria-label={leads.intl.formatMessage(texts.label)}
        aria-rowcount={total === null ? -1 : total + 1}
        aria-colcount={cols}
        aria-multiselectable="true"
        className={styles.table}
        style={{ minInlineSize: width }}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col style={{ inlineSize: CHECK_WIDTH }} />
          {columns.shown.map((one, i) => (
            <col
              key={one.id}
              data-width={one.id}
              style={i === columns.shown.length - 1 ? undefined : { inlineSize: one.width }}
            />
          ))}
        </colgroup>
        <Head
          columns={columns}
          sort={shown.listing.sort}
          onSort={(column, direction) =>
            shown.show({
              sort: direction
                ? [{ field: column.sort ?? column.id, direction }]
                : sortedBy(shown.listing.sort, column.sort ?? column.id, column.first),
            })
          }
          focused={row < 0 ? at.col : -1}
          onFocus={(col) => setAt({ row: -1, col, lead: null })}
          page={stateOf(selection, ids)}
          onPage={() => onSelect(pageToggled(selection, ids))}
          table={table}
        />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are the table's */}
        <tbody
          onClick={onClick}
          onDoubleClick={(event) => {
            const place = placeOf(event.target);
            if (place && place.col > 1 && !editing) begin(place);
          }}
          onPointerOver={(event) => event.pointerType === "mouse" && setHover(placeOf(event.target))}
          onPointerLeave={() => setHover(null)}
        >
          {rows.map((lead, i) => {
            const changes = ofLead(leads.edits.changes, lead.id, last.current.get(lead.id) ?? NO_CHANGES);
            if (changes.length > 0) last.current.set(lead.id, changes);
            else last.current.delete(lead.id);
            return (
              <Row
                key={lead.id}
                row={lead}
                place={i}
                ariaRow={first + i + 2}
                columns={columns.shown}
                selected={isSelected(selection, lead.id)}
                focused={row === i ? at.col : -1}
                hovered={hover?.row === i ? hover.col : -1}
                editing={editing?.lead === lead.id ? edited : -1}
                changes={changes}
                flash={flashed.has(lead.id)}
                parts={leads.parts}
                editable={editable}
                waits={!online}
                onEditEnd={editing?.lead === lead.id ? end : NOTHING}
                upwards={i > 5 && i > rows.length - 8}
              />
            );
          })}
        </tbody>
      </table>
      <div className={classes(styles.tail)} aria-hidden="true" />
    </div>
  );
}
