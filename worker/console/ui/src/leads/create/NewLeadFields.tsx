import { useIntl } from "react-intl";
import { ProblemError, sentence } from "../../api/problems";
import { Field } from "../../parts/Field";
import { Option, Select } from "../../parts/Select";
import { defineMessages } from "../../text/define";
import { INPUT_OF } from "../editing/entries";
import { useLeads } from "../LeadsContext";
import { enterable, type Fault } from "./draft";
import styles from "./NewLead.module.css";
import type { NewLeadDraft } from "./useNewLead";

const texts = defineMessages({ choose: { id: "newLead.choose", defaultMessage: "Choose" } });

export const faultTexts = defineMessages({
  missing: { id: "newLead.missing", defaultMessage: "This is required." },
  phone: { id: "newLead.wrongPhone", defaultMessage: "A phone number has 8 to 15 digits with its country." },
  number: { id: "newLead.number", defaultMessage: "This is no number." },
  email: { id: "newLead.email", defaultMessage: "This is no e-mail address." },
  date: { id: "newLead.date", defaultMessage: "This is no date." },
} satisfies Record<Fault, { id: string; defaultMessage: string }>);

/** The account's own fields, each as its type is typed. */
export function NewLeadFields({ draft }: { draft: NewLeadDraft }) {
  const intl = useIntl();
  const { about } = useLeads();
  const { values, setValues, faults, error, tries } = draft;
  return (
    <div className={styles.fields}>
      {enterable(about.fields).map((field) => {
        const set = (value: string) => setValues((now) => ({ ...now, [field.id]: value }));
        const refused = error instanceof ProblemError ? error.at(`/fields/${field.own}`) : undefined;
        const fault = tries > 0 ? faults.get(field.id) : undefined;
        const says = fault ? intl.formatMessage(faultTexts[fault]) : refused ? sentence(refused) : undefined;
        if (field.type === "dropdown") {
          return (
            <Select
              key={field.id}
              label={field.label}
              isRequired={field.required}
              error={says}
              placeholder={intl.formatMessage(texts.choose)}
              selectedKey={values[field.id] ?? null}
              onSelectionChange={(id) => set(id === null ? "" : String(id))}
            >
              {(field.options ?? []).map((option) => (
                <Option key={option.value} id={option.value}>
                  {option.label}
                </Option>
              ))}
            </Select>
          );
        }
        return (
          <div key={field.id} className={field.id === "name" ? styles.whole : undefined}>
            <Field
              label={field.label}
              isRequired={field.required}
              type={INPUT_OF[field.type] ?? "text"}
              {...(field.type === "number" ? { inputMode: "decimal" as const } : {})}
              value={values[field.id] ?? ""}
              onChange={set}
              maxLength={2000}
              error={says}
            />
          </div>
        );
      })}
    </div>
  );
}
