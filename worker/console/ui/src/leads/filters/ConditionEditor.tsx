import type { ReactNode } from "react";
import { useIntl } from "react-intl";
import { Option, Select } from "../../parts/Select";
import { defineMessages } from "../../text/define";
import { type Entry, entryOf, OPERATORS_OF, withOperator } from "./catalogue";
import { Choices } from "./entries/Choices";
import type { EntryProps } from "./entries/entry";
import { OneNumber, TwoNumbers } from "./entries/Numbers";
import { Lines, TextEntry } from "./entries/Texts";
import { OneDay, SpanEntry, TwoDays, UnitEntry } from "./entries/Times";
import { operators } from "./say";
import type { Condition } from "./tree";

const texts = defineMessages({
  operator: { id: "condition.operator", defaultMessage: "How {field} is compared" },
});

/** How a field is compared: the operators of its type. */
export function OperatorSelect({ condition, field, onChange }: EntryProps) {
  const intl = useIntl();
  return (
    <Select
      size="bar"
      aria-label={intl.formatMessage(texts.operator, { field: field.label })}
      selectedKey={condition.op}
      onSelectionChange={(key) => onChange(withOperator(condition, field, String(key) as Condition["op"]))}
    >
      {OPERATORS_OF[field.kind].map((op) => (
        <Option key={op} id={op}>
          {intl.formatMessage(operators[op])}
        </Option>
      ))}
    </Select>
  );
}

const EDITORS: Readonly<Record<Entry, ((props: EntryProps) => ReactNode) | null>> = {
  none: null,
  text: TextEntry,
  texts: Lines,
  choice: Choices,
  choices: Choices,
  number: OneNumber,
  numbers: TwoNumbers,
  day: OneDay,
  days: TwoDays,
  span: SpanEntry,
  unit: UnitEntry,
};

/** What it is compared with, by type. */
export function ValueEditor(props: EntryProps) {
  const Editor = EDITORS[entryOf(props.field, props.condition.op)];
  return Editor ? <Editor {...props} /> : null;
}
