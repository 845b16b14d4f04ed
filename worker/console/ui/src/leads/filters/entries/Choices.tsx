import { Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useIntl } from "react-intl";
import { Checkbox } from "../../../parts/Checkbox";
import { Icon } from "../../../parts/Icon";
import { StateGlyph } from "../../../parts/State";
import { defineMessages } from "../../../text/define";
import { useLeads } from "../../LeadsContext";
import { entryOf } from "../catalogue";
import styles from "../Filters.module.css";
import { type EntryProps, listOf, texts } from "./entry";

const more = defineMessages({ find: { id: "condition.find", defaultMessage: "Find a value" } });

export function Choices({ condition, field, onChange }: EntryProps) {
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
          <span className="sr">{intl.formatMessage(more.find)}</span>
          <input
            value={find}
            placeholder={intl.formatMessage(more.find)}
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
