/** Filters in words, for chips and for what an empty list says. */

import type { IntlShape } from "react-intl";
import { defineMessages } from "../../text/define";
import type { Formats } from "../formats/formats";
import { phoneText } from "../formats/phones";
import { type Field, optionLabel } from "./catalogue";
import {
  type Condition,
  type Filter,
  isAll,
  isAny,
  isNot,
  isSpan,
  type Operator,
  type Scalar,
  spanned,
  type Value,
} from "./tree";

export const operators = defineMessages({
  is: { id: "op.is", defaultMessage: "is" },
  is_not: { id: "op.isNot", defaultMessage: "is not" },
  in: { id: "op.in", defaultMessage: "is one of" },
  not_in: { id: "op.notIn", defaultMessage: "is none of" },
  contains: { id: "op.contains", defaultMessage: "contains" },
  starts: { id: "op.starts", defaultMessage: "begins with" },
  empty: { id: "op.empty", defaultMessage: "is empty" },
  not_empty: { id: "op.notEmpty", defaultMessage: "is filled" },
  gt: { id: "op.gt", defaultMessage: "is over" },
  gte: { id: "op.gte", defaultMessage: "is at least" },
  lt: { id: "op.lt", defaultMessage: "is under" },
  lte: { id: "op.lte", defaultMessage: "is at most" },
  between: { id: "op.between", defaultMessage: "is between" },
  on: { id: "op.on", defaultMessage: "on" },
  before: { id: "op.before", defaultMessage: "before" },
  after: { id: "op.after", defaultMessage: "after" },
  last: { id: "op.last", defaultMessage: "in the last" },
  next: { id: "op.next", defaultMessage: "in the next" },
  this: { id: "op.this", defaultMessage: "this" },
  older: { id: "op.older", defaultMessage: "longer ago than" },
} satisfies Record<Operator, { id: string; defaultMessage: string }>);

export const units = defineMessages({
  hours: { id: "unit.hours", defaultMessage: "{count, plural, one {hour} other {# hours}}" },
  days: { id: "unit.days", defaultMessage: "{count, plural, one {day} other {# days}}" },
  weeks: { id: "unit.weeks", defaultMessage: "{count, plural, one {week} other {# weeks}}" },
  months: { id: "unit.months", defaultMessage: "{count, plural, one {month} other {# months}}" },
  years: { id: "unit.years", defaultMessage: "{count, plural, one {year} other {# years}}" },
});

export const thisUnits = defineMessages({
  day: { id: "this.day", defaultMessage: "day" },
  week: { id: "this.week", defaultMessage: "week" },
  month: { id: "this.month", defaultMessage: "month" },
  quarter: { id: "this.quarter", defaultMessage: "quarter" },
  year: { id: "this.year", defaultMessage: "year" },
});

const texts = defineMessages({
  is: { id: "chip.is", defaultMessage: "{field} is" },
  are: { id: "chip.not", defaultMessage: "{field} is not" },
  other: { id: "chip.other", defaultMessage: "{field} {operator}" },
  more: { id: "chip.more", defaultMessage: "{first} and {count} more" },
  and: { id: "chip.and", defaultMessage: "{one} to {other}" },
  not: { id: "chip.notGroup", defaultMessage: "not {filter}" },
});

export type Say = { readonly intl: IntlShape; readonly formats: Formats; readonly byId: ReadonlyMap<string, Field> };

/** What a chip says of a condition: the quiet part and the strong one. */
export function chipText(condition: Condition, say: Say): { readonly quiet: string; readonly strong: string } {
  const { intl } = say;
  const field = say.byId.get(condition.field);
  const label = field?.label ?? condition.field;
  const { op } = condition;
  const quiet =
    op === "is" || op === "in"
      ? intl.formatMessage(texts.is, { field: label })
      : op === "is_not" || op === "not_in"
        ? intl.formatMessage(texts.are, { field: label })
        : intl.formatMessage(texts.other, { field: label, operator: intl.formatMessage(operators[op]) });
  return { quiet, strong: condition.value === undefined ? "" : valueText(condition.value, op, field, say) };
}

function valueText(value: Value, op: Operator, field: Field | undefined, say: Say): string {
  if (isSpan(value)) {
    const [unit, count] = spanned(value);
    return say.intl.formatMessage(units[unit], { count });
  }
  if (Array.isArray(value)) {
    const said = value.map((one) => scalarText(one, field, say));
    if (op === "between") return say.intl.formatMessage(texts.and, { one: said[0] ?? "", other: said[1] ?? "" });
    return said.length > 3
      ? say.intl.formatMessage(texts.more, { first: said[0], count: said.length - 1 })
      : said.join(", ");
  }
  if (op === "this" && String(value) in thisUnits)
    return say.intl.formatMessage(thisUnits[String(value) as keyof typeof thisUnits]);
  return scalarText(value as Scalar, field, say);
}

function scalarText(value: Scalar, field: Field | undefined, say: Say): string {
  if (typeof value === "number") return say.formats.number(value);
  if (field?.kind === "phone") return phoneText(String(value));
  if ((field?.kind === "date" || field?.kind === "time") && /^\d{4}-\d{2}-\d{2}$/.test(String(value)))
    return say.formats.date(String(value));
  return optionLabel(field, value);
}

/** A filter in one line. */
export function filterWords(filter: Filter, say: Say): string {
  if (isNot(filter)) return say.intl.formatMessage(texts.not, { filter: filterWords(filter.not, say) });
  if (isAll(filter))
    return say.intl.formatList(
      filter.all.map((part) => filterWords(part, say)),
      { type: "conjunction" },
    );
  if (isAny(filter))
    return say.intl.formatList(
      filter.any.map((part) => filterWords(part, say)),
      { type: "disjunction" },
    );
  const { quiet, strong } = chipText(filter, say);
  return strong ? `${quiet} ${strong}` : quiet;
}
