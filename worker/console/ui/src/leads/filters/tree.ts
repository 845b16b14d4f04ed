/** The filter language of lists, as the API takes it and spaces keep it: a tree of groups and conditions. Pure. */

export type Scalar = string | number | boolean;
export type Unit = "hours" | "days" | "weeks" | "months" | "years";
export type Span = { readonly [U in Unit]?: number };
export type Value = Scalar | readonly Scalar[] | Span;

export const OPERATORS = [
  "is", "is_not", "in", "not_in", "contains", "starts", "empty", "not_empty", "gt", "gte", "lt", "lte", "between",
  "on", "before", "after", "last", "next", "this", "older",
] as const; // biome-ignore format: a row of words
export type Operator = (typeof OPERATORS)[number];

export type Condition = { readonly field: string; readonly op: Operator; readonly value?: Value };
export type All = { readonly all: readonly Filter[] };
export type AnyOf = { readonly any: readonly Filter[] };
export type Not = { readonly not: Filter };
export type Filter = Condition | All | AnyOf | Not;

export const UNITS: readonly Unit[] = ["hours", "days", "weeks", "months", "years"];
/** What holds of every lead. */
export const EVERYTHING: All = { all: [] };
/** Operators whose value is a list. */
export const LISTED: ReadonlySet<Operator> = new Set<Operator>(["in", "not_in", "between"]);
/** Operators without a value. */
export const VALUELESS: ReadonlySet<Operator> = new Set<Operator>(["empty", "not_empty"]);

export const isAll = (node: Filter): node is All => "all" in node;
export const isAny = (node: Filter): node is AnyOf => "any" in node;
export const isNot = (node: Filter): node is Not => "not" in node;
export const isCondition = (node: Filter): node is Condition => "field" in node;
export const isSpan = (value: Value | undefined): value is Span =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The length of a span: its unit and how many. */
export function spanned(span: Span): [Unit, number] {
  const unit = UNITS.find((name) => span[name] !== undefined) ?? "days";
  return [unit, span[unit] ?? 0];
}

/** The parts that all have to hold. */
export function conjuncts(filter: Filter | null | undefined): readonly Filter[] {
  if (!filter) return [];
  return isAll(filter) ? filter.all.flatMap((part) => (isAll(part) ? conjuncts(part) : [part])) : [filter];
}

/** A filter of parts that all have to hold. */
export const together = (parts: readonly Filter[]): All => ({ all: parts });

/** How many conditions a filter has. */
export function conditions(filter: Filter | null | undefined): number {
  if (!filter) return 0;
  if (isAll(filter)) return filter.all.reduce((sum, part) => sum + conditions(part), 0);
  if (isAny(filter)) return filter.any.reduce((sum, part) => sum + conditions(part), 0);
  return isNot(filter) ? conditions(filter.not) : 1;
}

/** Every field that a filter names. */
export function fieldsOf(filter: Filter | null | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (node: Filter): void => {
    if (isAll(node)) node.all.forEach(walk);
    else if (isAny(node)) node.any.forEach(walk);
    else if (isNot(node)) walk(node.not);
    else found.add(node.field);
  };
  if (filter) walk(filter);
  return found;
}

/** Tells whether two filters say the same in the same order. */
export function same(one: Filter | null | undefined, other: Filter | null | undefined): boolean {
  return canonical(one) === canonical(other);
}

/** A text that is equal for equal filters, for comparing and as a key of caches. */
export function canonical(filter: Filter | null | undefined): string {
  return JSON.stringify(conjuncts(filter).map(plain));
}

function plain(node: Filter): unknown {
  if (isAll(node)) return { all: node.all.map(plain) };
  if (isAny(node)) return { any: node.any.map(plain) };
  if (isNot(node)) return { not: plain(node.not) };
  const value = isSpan(node.value) ? { [spanned(node.value)[0]]: spanned(node.value)[1] } : (node.value ?? null);
  return [node.field, node.op, value];
}
