/**
 * Filters as short text in the address, and back: `state.in.new,contacted~budget.gte.6000000`. Pure.
 *
 * `~` joins what has to hold together; `any(…)`, `all(…)` and `not(…)` group; a condition is `field.op.value`. Spans are
 * `30days`. `!` takes the meaning from the character after it; `'` before a value says that it is text although it looks
 * like a number, a span or yes and no. All signs are those that `encodeURIComponent` leaves as they are, but for the comma.
 */

import type { Condition, Filter, Operator, Scalar, Span, Value } from "./tree";
import { conjuncts, isAll, isAny, isNot, isSpan, LISTED, OPERATORS, spanned, UNITS, VALUELESS } from "./tree";

const SIGNS = /[~.,()!]/g;
const SIGNS_OF_VALUES = /[~,()!]/g;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/;
const SPAN = new RegExp(`^(\\d{1,6})(${UNITS.join("|")})$`);
const MAX_LEVELS = 5;
const MAX_TEXT = 16_000;

/** A filter in the address is not written as it should be: `at` is the place of the first character that does not fit. */
export class FilterTextError extends Error {
  readonly at: number;

  constructor(at: number) {
    super(`the filter cannot be read from character ${at + 1} on`);
    this.at = at;
  }
}

/** The text of a filter; of no conditions the empty text. */
export function filterText(filter: Filter | null | undefined): string {
  return joined(conjuncts(filter));
}

const joined = (parts: readonly Filter[]): string => parts.map(partText).join("~");

function partText(node: Filter): string {
  if (isAll(node)) return `all(${joined(node.all)})`;
  if (isAny(node)) return `any(${joined(node.any)})`;
  if (isNot(node)) return `not(${partText(node.not)})`;
  const head = `${node.field.replace(SIGNS, "!$&")}.${node.op}`;
  if (node.value === undefined || VALUELESS.has(node.op)) return head;
  return `${head}.${valueText(node.value)}`;
}

function valueText(value: Value): string {
  if (isSpan(value)) {
    const [unit, count] = spanned(value);
    return `${count}${unit}`;
  }
  return Array.isArray(value) ? value.map(scalarText).join(",") : scalarText(value as Scalar);
}

function scalarText(value: Scalar): string {
  if (typeof value !== "string") return String(value);
  const taken = value === "" || value.startsWith("'") || typeof scalar(value) !== "string";
  return (taken ? "'" : "") + value.replace(SIGNS_OF_VALUES, "!$&");
}

/** What a text without marks means: a number, yes or no, a span, or itself. */
function scalar(text: string): Scalar | Span {
  if (text === "true" || text === "false") return text === "true";
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  const span = SPAN.exec(text);
  return span ? { [span[2] as string]: Number(span[1]) } : text;
}

/** The filter of a text. Throws `FilterTextError`. */
export function filterOf(text: string): Filter {
  if (text.length > MAX_TEXT) throw new FilterTextError(MAX_TEXT);
  const reader = new Reader(text);
  const parts = text === "" ? [] : reader.parts(1);
  reader.end();
  return { all: parts };
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  end(): void {
    if (this.at < this.text.length) throw new FilterTextError(this.at);
  }

  parts(level: number): Filter[] {
    const found = [this.part(level)];
    while (this.takes("~")) found.push(this.part(level));
    return found;
  }

  private part(level: number): Filter {
    for (const word of ["all", "any", "not"] as const) {
      if (!this.takes(`${word}(`)) continue;
      if (level >= MAX_LEVELS) throw new FilterTextError(this.at);
      const node = this.group(word, level + 1);
      this.must(")");
      return node;
    }
    return this.condition();
  }

  private group(word: "all" | "any" | "not", level: number): Filter {
    if (word === "not") return { not: this.part(level) };
    if (word === "all") return { all: this.text[this.at] === ")" ? [] : this.parts(level) };
    return { any: this.parts(level) };
  }

  private condition(): Condition {
    const from = this.at;
    const field = this.word(".~,()");
    this.must(".");
    const op = this.word(".~,()") as Operator;
    if (field === "" || !OPERATORS.includes(op)) throw new FilterTextError(from);
    if (VALUELESS.has(op)) return { field, op };
    this.must(".");
    return { field, op, value: this.value(op) };
  }

  private value(op: Operator): Value {
    if (!LISTED.has(op)) return this.one();
    const found: Scalar[] = [];
    if (this.atEndOfValue()) return found;
    do {
      const from = this.at;
      const one = this.one();
      if (isSpan(one)) throw new FilterTextError(from);
      found.push(one);
    } while (this.takes(","));
    return found;
  }

  private one(): Scalar | Span {
    const told = this.takes("'");
    const from = this.at;
    const word = this.word("~,()");
    const marked = this.text.slice(from, this.at) !== word;
    return told || marked ? word : scalar(word);
  }

  private atEndOfValue(): boolean {
    return this.at >= this.text.length || "~)".includes(this.text[this.at] as string);
  }

  /** Everything up to a sign that ends it. */
  private word(ends: string): string {
    let found = "";
    while (this.at < this.text.length && !ends.includes(this.text[this.at] as string)) {
      if (this.text[this.at] === "!") this.at += 1;
      if (this.at >= this.text.length) throw new FilterTextError(this.at);
      found += this.text[this.at];
      this.at += 1;
    }
    return found;
  }

  private takes(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  private must(sign: string): void {
    if (!this.takes(sign)) throw new FilterTextError(this.at);
  }
}

/** Reads a filter, null where it cannot be read. */
export function filterOrNull(text: string): Filter | null {
  try {
    return filterOf(text);
  } catch (error) {
    if (error instanceof FilterTextError) return null;
    throw error;
  }
}
