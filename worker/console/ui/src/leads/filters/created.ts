/** The created-at chip: the one condition that is always shown, apart from the other filters. Pure. */

import { type Condition, conjuncts, type Filter, isCondition, isSpan, spanned, together, type Unit } from "./tree";

export const CREATED = "created_at";
export const DEFAULT_DAYS = 30;

/** When leads came: null is all time. */
export type Created = Condition | null;

export const LAST_30_DAYS: Condition = { field: CREATED, op: "last", value: { days: DEFAULT_DAYS } };

/** The spans that the chip offers besides all time and two dates. */
export const OFFERED: readonly Condition[] = [
  { field: CREATED, op: "this", value: "day" },
  { field: CREATED, op: "last", value: { days: 7 } },
  LAST_30_DAYS,
  { field: CREATED, op: "last", value: { days: 90 } },
  { field: CREATED, op: "this", value: "month" },
  { field: CREATED, op: "this", value: "year" },
];

const isCreated = (part: Filter): part is Condition => isCondition(part) && part.field === CREATED;

/** A filter as what the chip says and the rest; further conditions on created_at stay in the rest. */
export function parted(filter: Filter | null | undefined): { created: Created; rest: readonly Filter[] } {
  const parts = conjuncts(filter);
  const place = parts.findIndex(isCreated);
  if (place < 0) return { created: null, rest: parts };
  return { created: parts[place] as Condition, rest: parts.filter((_, i) => i !== place) };
}

/** The filter of what the chip says and the rest. */
export function joined(created: Created, rest: readonly Filter[]): Filter {
  return together(created ? [created, ...rest] : rest);
}

/** How the chip says its span: the kind of message and what stands in it. */
export type CreatedText =
  | { kind: "all" }
  | { kind: "last"; unit: Unit; count: number }
  | { kind: "this"; unit: string }
  | { kind: "between"; from: string; to: string }
  | { kind: "on" | "after" | "before"; day: string }
  | { kind: "other" };

/** What the chip says. */
export function createdText(created: Created): CreatedText {
  if (!created) return { kind: "all" };
  const { op, value } = created;
  if (op === "last" && isSpan(value)) {
    const [unit, count] = spanned(value);
    return { kind: "last", unit, count };
  }
  if (op === "this" && typeof value === "string") return { kind: "this", unit: value };
  if (op === "between" && Array.isArray(value) && value.length === 2) {
    return { kind: "between", from: String(value[0]), to: String(value[1]) };
  }
  if ((op === "on" || op === "after" || op === "before") && typeof value === "string") return { kind: op, day: value };
  return { kind: "other" };
}
