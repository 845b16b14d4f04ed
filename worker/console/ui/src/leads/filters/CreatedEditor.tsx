import { Check } from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { CREATED, type Created, createdText, OFFERED } from "./created";
import styles from "./Filters.module.css";
import { thisUnits, units } from "./say";
import { canonical } from "./tree";

const texts = defineMessages({
  last: { id: "created.last", defaultMessage: "Last {span}" },
  this: { id: "created.this", defaultMessage: "This {unit}" },
  today: { id: "created.today", defaultMessage: "Today" },
  all: { id: "created.all", defaultMessage: "Any time" },
  from: { id: "created.from", defaultMessage: "From" },
  to: { id: "created.to", defaultMessage: "To" },
  use: { id: "created.use", defaultMessage: "Use these days" },
});

const beside = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** Spans that are usual, all time, or two days. */
export function CreatedEditor({ created, onChange }: { created: Created; onChange: (created: Created) => void }) {
  const intl = useIntl();
  const text = createdText(created);
  const [from, setFrom] = useState(text.kind === "between" ? text.from.slice(0, 10) : "");
  const [to, setTo] = useState(text.kind === "between" ? text.to.slice(0, 10) : "");
  const label = (one: Created): string => {
    const said = createdText(one);
    if (said.kind === "last")
      return intl.formatMessage(texts.last, { span: intl.formatMessage(units[said.unit], { count: said.count }) });
    if (said.kind === "this")
      return said.unit === "day"
        ? intl.formatMessage(texts.today)
        : intl.formatMessage(texts.this, { unit: intl.formatMessage(thisUnits[said.unit as keyof typeof thisUnits]) });
    return intl.formatMessage(texts.all);
  };
  const days = (): Created => {
    if (from && to) return { field: CREATED, op: "between", value: from <= to ? [from, to] : [to, from] };
    // The days themselves count: after the day before, before the day after.
    return from
      ? { field: CREATED, op: "after", value: beside(from, -1) }
      : { field: CREATED, op: "before", value: beside(to, 1) };
  };
  return (
    <>
      <div className={styles.options}>
        {[...OFFERED, null].map((one) => {
          const on = canonical(one) === canonical(created);
          return (
            <button
              key={label(one)}
              type="button"
              className={styles.option}
              style={{ inlineSize: "100%" }}
              aria-pressed={on}
              onClick={() => onChange(one)}
            >
              <span className={styles.grow}>{label(one)}</span>
              {on ? <Icon of={Check} /> : null}
            </button>
          );
        })}
      </div>
      <div className={styles.custom}>
        <div className={styles.pair}>
          <label>
            <FormattedMessage {...texts.from} />
            <input
              type="date"
              className={styles.input}
              value={from}
              max={to || undefined}
              onChange={(event) => setFrom(event.target.value)}
            />
          </label>
          <label>
            <FormattedMessage {...texts.to} />
            <input
              type="date"
              className={styles.input}
              value={to}
              min={from || undefined}
              onChange={(event) => setTo(event.target.value)}
            />
          </label>
        </div>
        <div>
          <Button isDisabled={!from && !to} onPress={() => onChange(days())}>
            <FormattedMessage {...texts.use} />
          </Button>
        </div>
      </div>
    </>
  );
}
