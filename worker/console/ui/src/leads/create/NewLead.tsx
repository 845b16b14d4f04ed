import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserRoundCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { Form } from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { newKey } from "../../api/client";
import { ProblemError, sentence, told } from "../../api/problems";
import { meIn } from "../../api/session";
import { Avatar } from "../../parts/Avatar";
import { Banner } from "../../parts/Banner";
import { Button } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { Sheet } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { Option, Select } from "../../parts/Select";
import { toast } from "../../parts/Toasts";
import { defineMessages } from "../../text/define";
import { type EntryType, numberSigns, read } from "../editing/entries";
import { COUNTRIES, dialable, dialled } from "../formats/phones";
import { useLeads } from "../LeadsContext";
import { useRested } from "../list/hooks";
import { StateOf } from "../table/Value";
import { createLead, knownPerson } from "./creating";
import styles from "./NewLead.module.css";

const texts = defineMessages({
  title: { id: "newLead.title", defaultMessage: "New lead" },
  required: { id: "newLead.required", defaultMessage: "<r>*</r> required" },
  country: { id: "newLead.country", defaultMessage: "Country" },
  phone: { id: "newLead.phone", defaultMessage: "Phone number" },
  exists: { id: "newLead.exists", defaultMessage: "<b>This person exists.</b> A number belongs to one lead." },
  fills: { id: "newLead.fills", defaultMessage: "Adding fills empty fields only; values that are there stay." },
  open: { id: "newLead.open", defaultMessage: "Open lead" },
  add: { id: "newLead.add", defaultMessage: "Add what I typed" },
  assignee: { id: "newLead.assignee", defaultMessage: "Assigned to" },
  nobody: { id: "newLead.nobody", defaultMessage: "Nobody" },
  me: { id: "newLead.me", defaultMessage: "Me, {name}" },
  choose: { id: "newLead.choose", defaultMessage: "Choose" },
  note: { id: "newLead.note", defaultMessage: "First note" },
  noteHint: { id: "newLead.noteHint", defaultMessage: "What did they ask for?" },
  another: { id: "newLead.another", defaultMessage: "Make another" },
  cancel: { id: "newLead.cancel", defaultMessage: "Cancel" },
  create: { id: "newLead.create", defaultMessage: "Create lead" },
  created: { id: "newLead.created", defaultMessage: "{name} is a lead now." },
  merged: { id: "newLead.merged", defaultMessage: "{name} was there already; empty fields were filled." },
  wrongPhone: { id: "newLead.wrongPhone", defaultMessage: "A phone number has 8 to 15 digits with its country." },
  number: { id: "newLead.number", defaultMessage: "This is no number." },
  email: { id: "newLead.email", defaultMessage: "This is no e-mail address." },
  date: { id: "newLead.date", defaultMessage: "This is no date." },
});

const PAUSE_MS = 250;
const NOBODY = "nobody";

type Props = {
  readonly name: string;
  readonly onClose: () => void;
  readonly onOpen: (lead: string) => void;
  readonly onMade: () => void;
};

/** One lead by hand. Phone first: while it is typed, the sheet tells whether the person is known. */
export function NewLead({ name, onClose, onOpen, onMade }: Props) {
  const intl = useIntl();
  const queries = useQueryClient();
  const { account, about, formats, me: teammate, parts, may } = useLeads();
  const me = useQuery(meIn(account));
  const region = me.data?.region ?? "IN";
  const [country, setCountry] = useState(COUNTRIES.some(([id]) => id === region) ? region : "IN");
  const [phone, setPhone] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>(name ? { name } : {});
  const [assignee, setAssignee] = useState<string>(teammate ?? NOBODY);
  const [note, setNote] = useState("");
  const [another, setAnother] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const signs = useMemo(() => numberSigns(formats.locale), [formats.locale]);
  const number = dialled(phone, COUNTRIES.find(([id]) => id === country)?.[1] ?? "91");
  const rested = useRested(number, PAUSE_MS);
  const known = useQuery(knownPerson(account, dialable(rested) ? rested : ""));
  const person = rested === number ? (known.data ?? null) : null;
  const fields = about.fields.filter((one) => one.own !== null && one.type !== "file" && !one.locked);
  const entries = fields.map((one) => ({ field: one, read: read(one.type as EntryType, values[one.id] ?? "", signs) }));
  const wrong = entries.some((one) => "wrong" in one.read) || !dialable(number);
  const missing = entries.some((one) => one.field.required && "value" in one.read && one.read.value === null);
  const words = error ? told(intl, error) : null;

  const create = async () => {
    setTried(true);
    if (wrong || busy) return;
    setBusy(true);
    setError(null);
    const filled = entries.flatMap(({ field, read: one }) =>
      "value" in one && one.value !== null ? [[field.own ?? field.id, one.value] as const] : [],
    );
    try {
      const made = await createLead(
        account,
        {
          phone: number,
          fields: Object.fromEntries(filled),
          assignee: may.has("lead.assign") || assignee === teammate ? (assignee === NOBODY ? null : assignee) : null,
          note: note.trim() || null,
        },
        key,
      );
      const { id } = made;
      toast({
        title: intl.formatMessage(made.outcome === "created" ? texts.created : texts.merged, { name: made.title }),
        action: id ? { label: intl.formatMessage(texts.open), run: () => onOpen(id) } : undefined,
      });
      void queries.invalidateQueries({ queryKey: [account, "leads"] });
      onMade();
      if (!another) return onClose();
      setPhone("");
      setValues({});
      setNote("");
      setTried(false);
      setKey(newKey());
    } catch (problem) {
      setError(problem);
      // What was refused may be corrected; the same key would answer for another request.
      if (problem instanceof ProblemError && problem.status !== 503) setKey(newKey());
    } finally {
      setBusy(false);
    }
  };

  return (
    <Sheet
      open
      onClose={onClose}
      dismissable={false}
      title={<FormattedMessage {...texts.title} />}
      aside={
        <span className={styles.aside}>
          <FormattedMessage
            {...texts.required}
            values={{
              r: (sign) => (
                <span key="sign" className={styles.sign}>
                  {sign}
                </span>
              ),
            }}
          />
        </span>
      }
      foot={
        <>
          <Checkbox className={styles.another ?? ""} isSelected={another} onChange={setAnother}>
            <FormattedMessage {...texts.another} />
          </Checkbox>
          <Button look="quiet" size="form" onPress={onClose}>
            <FormattedMessage {...texts.cancel} />
          </Button>
          <Button
            look="primary"
            size="form"
            type="submit"
            form="new-lead"
            isDisabled={busy || !dialable(number) || missing || person !== null}
          >
            <FormattedMessage {...texts.create} />
          </Button>
        </>
      }
    >
      <Form
        id="new-lead"
        className={styles.form ?? ""}
        onSubmit={(event) => {
          event.preventDefault();
          if (!person && !missing) void create();
        }}
      >
        {words ? <Banner look="danger">{words.detail || words.title}</Banner> : null}
        <div className={styles.phone}>
          <Select
            label={intl.formatMessage(texts.country)}
            selectedKey={country}
            onSelectionChange={(id) => setCountry(String(id))}
          >
            {COUNTRIES.map(([id, code]) => (
              <Option key={id} id={id} textValue={`${id} +${code}`}>
                {id} +{code}
              </Option>
            ))}
          </Select>
          <Field
            label={intl.formatMessage(texts.phone)}
            isRequired
            validationBehavior="aria"
            autoFocus
            type="tel"
            inputMode="tel"
            value={phone}
            onChange={setPhone}
            maxLength={30}
            error={
              tried && !dialable(number)
                ? intl.formatMessage(texts.wrongPhone)
                : error instanceof ProblemError && error.at("/phone")
                  ? sentence(error.at("/phone") ?? "")
                  : undefined
            }
          />
        </div>
        <div aria-live="polite">
          {person ? (
            <Banner look="warn" icon={UserRoundCheck}>
              <div className={styles.known}>
                <p>
                  <FormattedMessage {...texts.exists} values={{ b: (text) => <b key="b">{text}</b> }} />
                </p>
                <div className={styles.person}>
                  <Avatar name={person.title} id={person.id} size={36} />
                  <span className={styles.who} dir="auto">
                    {person.title}
                  </span>
                  <StateOf id={person.state ?? null} parts={parts} />
                </div>
                <div className={styles.choices}>
                  <Button
                    look="primary"
                    onPress={() => {
                      onClose();
                      onOpen(person.id);
                    }}
                  >
                    <FormattedMessage {...texts.open} />
                  </Button>
                  <Button onPress={() => void create()} isDisabled={busy}>
                    <FormattedMessage {...texts.add} />
                  </Button>
                </div>
                <p className={styles.fills}>
                  <FormattedMessage {...texts.fills} />
                </p>
              </div>
            </Banner>
          ) : null}
        </div>
        <div className={styles.fields}>
          {entries.map(({ field, read: one }) => {
            const set = (value: string) => setValues((now) => ({ ...now, [field.id]: value }));
            const refused = error instanceof ProblemError ? error.at(`/fields/${field.own}`) : undefined;
            const says =
              tried && "wrong" in one
                ? intl.formatMessage(texts[one.wrong === "phone" ? "wrongPhone" : one.wrong])
                : refused
                  ? sentence(refused)
                  : undefined;
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
                  validationBehavior="aria"
                  type={
                    field.type === "date"
                      ? "date"
                      : field.type === "email"
                        ? "email"
                        : field.type === "phone"
                          ? "tel"
                          : "text"
                  }
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
        {may.has("lead.assign") ? (
          <Select
            label={intl.formatMessage(texts.assignee)}
            selectedKey={assignee}
            onSelectionChange={(id) => setAssignee(String(id))}
          >
            {[
              <Option key={NOBODY} id={NOBODY}>
                {intl.formatMessage(texts.nobody)}
              </Option>,
              ...about.people
                .filter((one) => one.active)
                .map((one) => (
                  <Option key={one.id} id={one.id}>
                    {one.id === teammate ? intl.formatMessage(texts.me, { name: one.name }) : one.name}
                  </Option>
                )),
            ]}
          </Select>
        ) : null}
        <Field
          label={intl.formatMessage(texts.note)}
          placeholder={intl.formatMessage(texts.noteHint)}
          lines={3}
          value={note}
          onChange={setNote}
          maxLength={10_000}
        />
      </Form>
    </Sheet>
  );
}
