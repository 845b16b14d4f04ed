/** What can be filtered, shown and sorted: the fields every lead has and those of the account; kinds and operators. Pure. */

import type { Condition, Operator, Scalar, Value } from "./tree";
import { LISTED, VALUELESS } from "./tree";

/** Kinds of fields as the filter language knows them (`worker/finding/operators.py`). */
export type Kind = "text" | "phone" | "name" | "number" | "date" | "time" | "file";

export type FieldType = "text" | "dropdown" | "date" | "datetime" | "number" | "file" | "phone" | "email" | "system";

export type Option = { readonly value: string; readonly label: string };

/**
 * A field that can be named. `id` is what filters, sorts and columns call it; `own` its id in fields.yaml, null for those
 * that every lead has. `options` are all there are; null where any text may come.
 */
export type Field = {
  readonly id: string;
  readonly own: string | null;
  readonly label: string;
  readonly kind: Kind;
  readonly type: FieldType;
  readonly filters: boolean;
  readonly options: readonly Option[] | null;
  readonly several: boolean;
  readonly sortable: boolean;
  readonly required: boolean;
  /** The role of whoever looks may see it and not change it. */
  readonly locked: boolean;
};

/** The operators of a kind, the likeliest first. */
export const OPERATORS_OF: Readonly<Record<Kind, readonly Operator[]>> = {
  text: ["contains", "is", "is_not", "starts", "in", "empty", "not_empty"],
  phone: ["contains", "is", "is_not", "starts", "in", "empty", "not_empty"],
  name: ["in", "not_in", "is", "is_not", "empty", "not_empty"],
  number: ["gte", "lte", "between", "is", "is_not", "gt", "lt", "empty", "not_empty"],
  date: ["last", "next", "this", "on", "before", "after", "between", "older", "empty", "not_empty"],
  time: ["last", "next", "this", "on", "before", "after", "between", "older", "empty", "not_empty"],
  file: ["not_empty", "empty"],
};

/** What an operator's value is typed in. */
export type Entry =
  | "none"
  | "text"
  | "texts"
  | "choice"
  | "choices"
  | "number"
  | "numbers"
  | "day"
  | "days"
  | "span"
  | "unit";

/** Units that `this` takes. */
export const THIS_UNITS = ["day", "week", "month", "quarter", "year"] as const;

/** How the value of an operator on a field is entered. */
export function entryOf(field: Pick<Field, "kind" | "options">, op: Operator): Entry {
  if (VALUELESS.has(op)) return "none";
  if (field.kind === "number") return op === "between" ? "numbers" : "number";
  if (field.kind === "date" || field.kind === "time") {
    if (op === "last" || op === "next" || op === "older") return "span";
    if (op === "this") return "unit";
    return op === "between" ? "days" : "day";
  }
  if (field.options) return LISTED.has(op) ? "choices" : "choice";
  return LISTED.has(op) ? "texts" : "text";
}

/** The condition an editor begins with. */
export function begun(field: Field): Condition {
  const op = OPERATORS_OF[field.kind][0] as Operator;
  return withOperator({ field: field.id, op }, field, op);
}

/** A condition with another operator: the value is kept where it fits, else it begins anew. */
export function withOperator(condition: Condition, field: Field, op: Operator): Condition {
  const entry = entryOf(field, op);
  const value = adapted(condition.value, entry);
  return value === undefined ? { field: condition.field, op } : { field: condition.field, op, value };
}

const EMPTY: Readonly<Record<Entry, Value | undefined>> = {
  none: undefined,
  text: "",
  texts: [],
  choice: "",
  choices: [],
  number: undefined,
  numbers: [],
  day: "",
  days: [],
  span: { days: 30 },
  unit: "week",
};

function adapted(value: Value | undefined, entry: Entry): Value | undefined {
  const listed = Array.isArray(value) ? (value as readonly Scalar[]) : null;
  const one = listed ? listed[0] : typeof value === "object" ? undefined : value;
  switch (entry) {
    case "none":
      return undefined;
    case "texts":
    case "choices":
      return listed ?? (one === undefined || one === "" ? [] : [one as Scalar]);
    case "text":
    case "choice":
      return one === undefined ? "" : String(one);
    case "number":
      return typeof one === "number" ? one : undefined;
    case "numbers":
      return listed?.every((part) => typeof part === "number") ? listed : [];
    case "day":
      return typeof one === "string" && /^\d{4}-/.test(one) ? one : "";
    case "days":
      return listed?.every((part) => typeof part === "string") && listed.length === 2 ? listed : [];
    case "span":
      return value !== undefined && typeof value === "object" && !listed ? value : EMPTY.span;
    default:
      return EMPTY[entry];
  }
}

/** Tells whether a condition says enough to be asked. */
export function complete(condition: Condition, field: Field): boolean {
  const { value } = condition;
  switch (entryOf(field, condition.op)) {
    case "none":
      return true;
    case "texts":
    case "choices":
      return Array.isArray(value) && value.length > 0;
    case "numbers":
      return Array.isArray(value) && value.length === 2 && Number(value[0]) <= Number(value[1]);
    case "days":
      return Array.isArray(value) && value.length === 2 && String(value[0]) <= String(value[1]) && value[0] !== "";
    case "number":
      return typeof value === "number";
    case "span":
      return typeof value === "object";
    default:
      return typeof value === "string" && value !== "";
  }
}

/** The label of a value among a field's options, else the value itself. */
export function optionLabel(field: Pick<Field, "options"> | undefined, value: Scalar): string {
  return field?.options?.find((option) => option.value === value)?.label ?? String(value);
}
