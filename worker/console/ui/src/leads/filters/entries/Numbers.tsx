import { useMemo, useState } from "react";
import { useIntl } from "react-intl";
import { numberOf, numberSigns, numberText } from "../../editing/entries";
import { useLeads } from "../../LeadsContext";
import styles from "../Filters.module.css";
import { type EntryProps, listOf, texts } from "./entry";

function NumberEntry({
  value,
  label,
  onChange,
}: {
  value: unknown;
  label: string;
  onChange: (value: number | undefined) => void;
}) {
  const { formats } = useLeads();
  const signs = useMemo(() => numberSigns(formats.locale), [formats.locale]);
  const [text, setText] = useState(() => (typeof value === "number" ? numberText(value, signs) : ""));
  const wrong = text.trim() !== "" && numberOf(text, signs) === null;
  return (
    <input
      className={styles.input}
      inputMode="decimal"
      aria-label={label}
      aria-invalid={wrong}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(numberOf(event.target.value, signs) ?? undefined);
      }}
    />
  );
}

export function OneNumber({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  return (
    <NumberEntry
      value={condition.value}
      label={intl.formatMessage(texts.value, { field: field.label })}
      onChange={(value) =>
        onChange(value === undefined ? { field: condition.field, op: condition.op } : { ...condition, value })
      }
    />
  );
}

export function TwoNumbers({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  const [pair, setPair] = useState<readonly (number | undefined)[]>(() =>
    [0, 1].map((i) => listOf(condition)[i] as number | undefined),
  );
  const change = (place: number) => (value: number | undefined) => {
    const next = pair.map((one, i) => (i === place ? value : one));
    setPair(next);
    onChange({ ...condition, value: next.every((one) => one !== undefined) ? (next as number[]) : [] });
  };
  return (
    <div className={styles.pair}>
      <NumberEntry
        value={pair[0]}
        label={intl.formatMessage(texts.from, { field: field.label })}
        onChange={change(0)}
      />
      <span aria-hidden="true">–</span>
      <NumberEntry value={pair[1]} label={intl.formatMessage(texts.to, { field: field.label })} onChange={change(1)} />
    </div>
  );
}
