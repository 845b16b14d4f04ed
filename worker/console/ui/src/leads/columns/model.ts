/** The columns of the table: which there are, which are shown, in which order and how wide. Pure. */

import type { Field } from "../filters/catalogue";

/** A column as a layout keeps it. */
export type ColumnPlace = { readonly id: string; readonly width?: number | null };

/** What a column is like. The first one, the lead's name, is always there and stays at its place. */
export type Column = {
  readonly id: string;
  readonly label: string;
  readonly kind: ColumnKind;
  readonly field: Field | null;
  readonly width: number;
  readonly least: number;
  readonly end: boolean;
  readonly sort: string | null;
  readonly first: "asc" | "desc";
};

export type ColumnKind =
  | "title" | "phone" | "state" | "status" | "assignee" | "window" | "tags" | "source" | "time" | "due"
  | "text" | "email" | "dropdown" | "number" | "date" | "moment" | "file" | "names"; // biome-ignore format: a row of words

export const TITLE = "name";
export const MAX_WIDTH = 640;

type Shape = Pick<Column, "kind" | "width" | "least" | "end" | "first"> & { readonly sort: boolean };

const shape = (kind: ColumnKind, width: number, least: number, more: Partial<Shape> = {}): Shape => ({
  kind, width, least, end: false, first: "asc", sort: true, ...more,
}); // biome-ignore format: short

/** How the fields of the worker's own stand in a table: widths and least widths as drawn. */
const SHAPES: Readonly<Record<string, Shape>> = {
  name: shape("title", 185, 140),
  phone: shape("phone", 148, 148, { sort: true }),
  state: shape("state", 123, 110),
  status: shape("status", 104, 90),
  assignee: shape("assignee", 128, 96),
  source: shape("source", 120, 80),
  origin: shape("names", 110, 80),
  campaign: shape("names", 140, 80),
  consent: shape("names", 104, 80),
  tag: shape("tags", 120, 72, { sort: false }),
  flag: shape("tags", 120, 72, { sort: false }),
  incomplete: shape("tags", 120, 72, { sort: false }),
  window_until: shape("window", 100, 92, { sort: false }),
  follow_up: shape("due", 128, 120, { sort: false }),
  my_follow_up: shape("due", 128, 120, { sort: false }),
  created_at: shape("time", 108, 84, { first: "desc" }),
  updated_at: shape("time", 108, 84, { first: "desc" }),
  last_inbound_at: shape("time", 108, 84, { first: "desc" }),
};

const BY_TYPE: Readonly<Record<string, Shape>> = {
  text: shape("text", 120, 72),
  email: shape("email", 180, 96),
  phone: shape("phone", 148, 148),
  dropdown: shape("dropdown", 120, 80),
  number: shape("number", 110, 90, { end: true, first: "desc" }),
  date: shape("date", 112, 104, { first: "desc" }),
  datetime: shape("moment", 156, 148, { first: "desc" }),
  file: shape("file", 110, 72, { sort: false }),
};

const BY_KIND: Readonly<Record<string, Shape>> = {
  text: shape("text", 120, 72),
  phone: shape("phone", 148, 148),
  name: shape("names", 120, 72),
  number: shape("number", 96, 72, { end: true, first: "desc" }),
  date: shape("date", 112, 104, { first: "desc" }),
  time: shape("time", 108, 84, { first: "desc" }),
  file: shape("file", 110, 72, { sort: false }),
};

/** Columns that begin a table where no layout says otherwise; the account's own fields follow up to `MOST`. */
export const BUILT_IN = ["name", "phone", "state", "assignee", "follow_up", "window_until"] as const;
const ENDING = ["tag", "created_at"] as const;
const MOST = 10; // as many as stand side by side at a desk

/** The columns that a person can choose among: the worker's own, then the account's fields. */
export function columnsOf(fields: readonly Field[]): readonly Column[] {
  const all = fields.flatMap((field): Column[] => {
    const found = SHAPES[field.id] ?? (field.own === null ? BY_KIND[field.kind] : BY_TYPE[field.type]);
    return found ? [column(field, found)] : [];
  });
  return [...all.filter((one) => one.id === TITLE), ...all.filter((one) => one.id !== TITLE)];
}

function column(field: Field, found: Shape): Column {
  const { sort, ...rest } = found;
  return { ...rest, id: field.id, label: field.label, field, sort: sort && field.sortable ? field.id : null };
}

/** The columns to begin with. */
export function defaultPlaces(columns: readonly Column[]): readonly ColumnPlace[] {
  const known = new Set(columns.map((one) => one.id));
  const own = columns.filter((one) => one.field && one.field.own !== null && one.id !== TITLE && one.kind !== "file");
  const room = MOST - BUILT_IN.length - ENDING.length;
  const ids = [...BUILT_IN, ...own.slice(0, room).map((one) => one.id), ...ENDING];
  return ids.filter((id) => known.has(id)).map((id) => ({ id }));
}

/** A layout as the columns that are there: names that left are skipped, the title stands first, none twice. */
export function shown(places: readonly ColumnPlace[], columns: readonly Column[]): readonly Column[] {
  const byId = new Map(columns.map((one) => [one.id, one]));
  const ids = [...new Set([TITLE, ...places.map((place) => place.id)])];
  const widths = new Map(places.map((place) => [place.id, place.width]));
  return ids.flatMap((id) => {
    const found = byId.get(id);
    if (!found) return [];
    const width = widths.get(id);
    return [width ? { ...found, width: widthOf(found, width) } : found];
  });
}

/** A width that a column can have. */
export const widthOf = (one: Pick<Column, "least">, width: number): number =>
  Math.round(Math.min(Math.max(width, one.least), MAX_WIDTH));

/** A layout with one column moved by places; the title does not move, nothing moves before it. */
export function moved(places: readonly ColumnPlace[], id: string, to: number): readonly ColumnPlace[] {
  const from = places.findIndex((place) => place.id === id);
  if (from < 0 || id === TITLE) return places;
  const first = places[0]?.id === TITLE ? 1 : 0;
  const target = Math.min(Math.max(first, to), places.length - 1);
  const rest = places.filter((_, i) => i !== from);
  return [...rest.slice(0, target), places[from] as ColumnPlace, ...rest.slice(target)];
}

/** A layout with a column dropped beside another: at its start or at its end. */
export function dropped(
  places: readonly ColumnPlace[],
  id: string,
  beside: string,
  edge: "start" | "end",
): readonly ColumnPlace[] {
  if (id === beside) return places;
  const rest = places.filter((place) => place.id !== id);
  const at = rest.findIndex((place) => place.id === beside);
  return at < 0 ? places : moved(places, id, edge === "start" ? at : at + 1);
}

/** A layout with a column shown (at the end) or hidden; the title stays. */
export function withColumn(places: readonly ColumnPlace[], id: string, on: boolean): readonly ColumnPlace[] {
  const there = places.some((place) => place.id === id);
  if (on) return there ? places : [...places, { id }];
  return id === TITLE ? places : places.filter((place) => place.id !== id);
}

/** A layout with the width of a column. */
export const resized = (places: readonly ColumnPlace[], id: string, width: number): readonly ColumnPlace[] =>
  places.map((place) => (place.id === id ? { ...place, width } : place));

/** What the columns menu lists: those that are shown in their order, then the others by name. */
export function listed(places: readonly ColumnPlace[], columns: readonly Column[], locale: string): readonly Column[] {
  const on = shown(places, columns);
  const ids = new Set(on.map((one) => one.id));
  const compare = new Intl.Collator(locale, { sensitivity: "base", numeric: true }).compare;
  return [...on, ...columns.filter((one) => !ids.has(one.id)).sort((a, b) => compare(a.label, b.label))];
}
