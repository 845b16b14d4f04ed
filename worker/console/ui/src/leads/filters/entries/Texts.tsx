import { useState } from "react";
import { useIntl } from "react-intl";
import { defineMessages } from "../../../text/define";
import styles from "../Filters.module.css";
import { type EntryProps, listOf, texts } from "./entry";

const more = defineMessages({
  lines: { id: "condition.lines", defaultMessage: "Values of {field}, one in each line" },
});

export function TextEntry({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  return (
    <input
      className={styles.input}
      aria-label={intl.formatMessage(texts.value, { field: field.label })}
      maxLength={500}
      dir="auto"
      value={String(condition.value ?? "")}
      onChange={(event) => onChange({ ...condition, value: event.target.value })}
    />
  );
}

export function Lines({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  const [text, setText] = useState(() => listOf(condition).join("\n"));
  return (
    <textarea
      className={styles.input}
      rows={4}
      aria-label={intl.formatMessage(more.lines, { field: field.label })}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const lines = event.target.value.split("\n").map((line) => line.trim());
        onChange({ ...condition, value: lines.filter(Boolean).slice(0, 200) });
      }}
    />
  );
}
