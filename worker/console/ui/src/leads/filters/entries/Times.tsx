import { useState } from "react";
import { useIntl } from "react-intl";
import { defineMessages } from "../../../text/define";
import { THIS_UNITS } from "../catalogue";
import styles from "../Filters.module.css";
import { thisUnits } from "../say";
import { isSpan, spanned, UNITS, type Unit } from "../tree";
import { type EntryProps, listOf, texts } from "./entry";

const more = defineMessages({
  count: { id: "condition.count", defaultMessage: "How many" },
  unit: { id: "condition.unit", defaultMessage: "Unit" },
  hours: { id: "condition.hours", defaultMessage: "hours" },
  days: { id: "condition.days", defaultMessage: "days" },
  weeks: { id: "condition.weeks", defaultMessage: "weeks" },
  months: { id: "condition.months", defaultMessage: "months" },
  years: { id: "condition.years", defaultMessage: "years" },
});

export function OneDay({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  return (
    <input
      type="date"
      className={styles.input}
      aria-label={intl.formatMessage(texts.value, { field: field.label })}
      value={String(condition.value ?? "").slice(0, 10)}
      onChange={(event) => onChange({ ...condition, value: event.target.value })}
    />
  );
}

export function TwoDays({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  const [pair, setPair] = useState(() => [0, 1].map((i) => String(listOf(condition)[i] ?? "").slice(0, 10)));
  const change = (place: number) => (value: string) => {
    const next = pair.map((one, i) => (i === place ? value : one));
    setPair(next);
    onChange({ ...condition, value: next.every(Boolean) ? next : [] });
  };
  return (
    <div className={styles.pair}>
      <input
        type="date"
        className={styles.input}
        aria-label={intl.formatMessage(texts.from, { field: field.label })}
        value={pair[0]}
        max={pair[1] || undefined}
        onChange={(event) => change(0)(event.target.value)}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        className={styles.input}
        aria-label={intl.formatMessage(texts.to, { field: field.label })}
        value={pair[1]}
        min={pair[0] || undefined}
        onChange={(event) => change(1)(event.target.value)}
      />
    </div>
  );
}

export function SpanEntry({ condition, onChange }: EntryProps) {
  const intl = useIntl();
  const [unit, count] = isSpan(condition.value) ? spanned(condition.value) : (["days", 30] as const);
  const change = (nextUnit: Unit, nextCount: number) =>
    onChange({ ...condition, value: { [nextUnit]: Math.max(1, Math.min(nextCount || 1, 9999)) } });
  return (
    <div className={styles.pair}>
      <input
        type="number"
        min={1}
        max={9999}
        className={styles.input}
        aria-label={intl.formatMessage(more.count)}
        value={count}
        onChange={(event) => change(unit, Math.trunc(Number(event.target.value)))}
      />
      <select
        className={styles.input}
        aria-label={intl.formatMessage(more.unit)}
        value={unit}
        onChange={(event) => change(event.target.value as Unit, count)}
      >
        {UNITS.map((one) => (
          <option key={one} value={one}>
            {intl.formatMessage(more[one])}
          </option>
        ))}
      </select>
    </div>
  );
}

export function UnitEntry({ condition, onChange }: EntryProps) {
  const intl = useIntl();
  return (
    <select
      className={styles.input}
      aria-label={intl.formatMessage(more.unit)}
      value={String(condition.value)}
      onChange={(event) => onChange({ ...condition, value: event.target.value })}
    >
      {THIS_UNITS.map((one) => (
        <option key={one} value={one}>
          {intl.formatMessage(thisUnits[one])}
        </option>
      ))}
    </select>
  );
}
