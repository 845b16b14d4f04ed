import { Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useIntl } from "react-intl";
import { Checkbox } from "../../parts/Checkbox";
import { Icon } from "../../parts/Icon";
import { Option, Select } from "../../parts/Select";
import { StateGlyph } from "../../parts/State";
import { defineMessages } from "../../text/define";
import { numberOf, numberSigns, numberText } from "../editing/entries";
import { useLeads } from "../LeadsContext";
import { type Entry, entryOf, type Field, OPERATORS_OF, THIS_UNITS, withOperator } from "./catalogue";
import styles from "./Filters.module.css";
import { operators, thisUnits } from "./say";
import { type Condition, isSpan, type Scalar, spanned, UNITS, type Unit } from "./tree";

const texts = defineMessages({
  operator: { id: "condition.operator", defaultMessage: "How {field} is compared" },
  value: { id: "condition.value", defaultMessage: "Value of {field}" },
  from: { id: "condition.from", defaultMessage: "{field} from" },
  to: { id: "condition.to", defaultMessage: "{field} up to" },
  find: { id: "condition.find", defaultMessage: "Find a value" },
  lines: { id: "condition.lines", defaultMessage: "Values of {field}, one in each line" },
  count: { id: "condition.count", defaultMessage: "How many" },
  unit: { id: "condition.unit", defaultMessage: "Unit" },
  hours: { id: "condition.hours", defaultMessage: "hours" },
  days: { id: "condition.days", defaultMessage: "days" },
  weeks: { id: "condition.weeks", defaultMessage: "weeks" },
  months: { id: "condition.months", defaultMessage: "months" },
  years: { id: "condition.years", defaultMessage: "years" },
});

type Props = {
  readonly condition: Condition;
  readonly field: Field;
  readonly onChange: (condition: Condition) => void;
  readonly compact?: boolean;
};

/** How a field is compared: the operators of its type. */
export function OperatorSelect({ condition, field, onChange }: Props) {
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

const listOf = (condition: Condition): readonly Scalar[] =>
  Array.isArray(condition.value) ? (condition.value as readonly Scalar[]) : [];

/** What it is compared with, by type. */
export function ValueEditor(props: Props) {
  const Editor = EDITORS[entryOf(props.field, props.condition.op)];
  return Editor ? <Editor {...props} /> : null;
}

function TextEntry({ condition, field, onChange }: Props) {
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

function Lines({ condition, field, onChange }: Props) {
  const intl = useIntl();
  const [text, setText] = useState(() => listOf(condition).join("\n"));
  return (
    <textarea
      className={styles.input}
      rows={4}
      aria-label={intl.formatMessage(texts.lines, { field: field.label })}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const lines = event.target.value.split("\n").map((line) => line.trim());
        onChange({ ...condition, value: lines.filter(Boolean).slice(0, 200) });
      }}
    />
  );
}

function Choices({ condition, field, onChange }: Props) {
  const intl = useIntl();
  const { about } = useLeads();
  const [find, setFind] = useState("");
  const several = entryOf(field, condition.op) === "choices";
  const chosen = useMemo(
    () => new Set(several ? listOf(condition).map(String) : [String(condition.value ?? "")]),
    [condition, several],
  );
  const options = (field.options ?? []).filter((one) =>
    one.label.toLocaleLowerCase().includes(find.toLocaleLowerCase()),
  );
  const name = useId();
  const toggle = (value: string) => {
    if (!several) onChange({ ...condition, value });
    else
      onChange({
        ...condition,
        value: chosen.has(value) ? [...chosen].filter((one) => one !== value) : [...chosen, value],
      });
  };
  return (
    <div className={styles.choices}>
      {(field.options?.length ?? 0) > 9 ? (
        <label className={styles.find}>
          <Icon of={Search} />
          <span className="sr">{intl.formatMessage(texts.find)}</span>
          <input
            value={find}
            placeholder={intl.formatMessage(texts.find)}
            onChange={(event) => setFind(event.target.value)}
          />
        </label>
      ) : null}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out otherwise */}
      <div className={styles.options} role="group" aria-label={intl.formatMessage(texts.value, { field: field.label })}>
        {options.map((option) => {
          const mark = field.id === "state" ? about.stateOf.get(option.value)?.mark : undefined;
          const words = (
            <>
              {mark ? <StateGlyph of={mark} /> : null}
              <span className="trunc">{option.label}</span>
            </>
          );
          return several ? (
            <Checkbox
              key={option.value}
              className={styles.option}
              isSelected={chosen.has(option.value)}
              onChange={() => toggle(option.value)}
            >
              {words}
            </Checkbox>
          ) : (
            <label key={option.value} className={styles.option}>
              <input
                type="radio"
                name={name}
                checked={chosen.has(option.value)}
                onChange={() => toggle(option.value)}
              />
              {words}
            </label>
          );
        })}
      </div>
    </div>
  );
}

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

function OneNumber({ condition, field, onChange }: Props) {
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

function TwoNumbers({ condition, field, onChange }: Props) {
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

function OneDay({ condition, field, onChange }: Props) {
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

function TwoDays({ condition, field, onChange }: Props) {
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

function SpanEntry({ condition, onChange }: Props) {
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
        aria-label={intl.formatMessage(texts.count)}
        value={count}
        onChange={(event) => change(unit, Math.trunc(Number(event.target.value)))}
      />
      <select
        className={styles.input}
        aria-label={intl.formatMessage(texts.unit)}
        value={unit}
        onChange={(event) => change(event.target.value as Unit, count)}
      >
        {UNITS.map((one) => (
          <option key={one} value={one}>
            {intl.formatMessage(texts[one])}
          </option>
        ))}
      </select>
    </div>
  );
}

function UnitEntry({ condition, onChange }: Props) {
  const intl = useIntl();
  return (
    <select
      className={styles.input}
      aria-label={intl.formatMessage(texts.unit)}
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

const EDITORS: Readonly<Record<Entry, ((props: Props) => React.ReactNode) | null>> = {
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
