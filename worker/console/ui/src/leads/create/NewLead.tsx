import { useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Form } from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { ProblemError, sentence, told } from "../../api/problems";
import { useOnline } from "../../app/online";
import { Banner } from "../../parts/Banner";
import { Button } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { Sheet } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { Option, Select } from "../../parts/Select";
import { StateGlyph } from "../../parts/State";
import { toast } from "../../parts/Toasts";
import { defineMessages } from "../../text/define";
import { COUNTRIES } from "../formats/phones";
import { useLeads } from "../LeadsContext";
import { KnownPerson } from "./KnownPerson";
import styles from "./NewLead.module.css";
import { faultTexts, NewLeadFields } from "./NewLeadFields";
import { NOBODY, useNewLead } from "./useNewLead";

const texts = defineMessages({
  title: { id: "newLead.title", defaultMessage: "New lead" },
  required: { id: "newLead.required", defaultMessage: "<r>*</r> required" },
  country: { id: "newLead.country", defaultMessage: "Country" },
  phone: { id: "newLead.phone", defaultMessage: "Phone number" },
  open: { id: "newLead.open", defaultMessage: "Open lead" },
  state: { id: "newLead.state", defaultMessage: "State" },
  assignee: { id: "newLead.assignee", defaultMessage: "Assigned to" },
  nobody: { id: "newLead.nobody", defaultMessage: "Nobody" },
  me: { id: "newLead.me", defaultMessage: "Me, {name}" },
  note: { id: "newLead.note", defaultMessage: "First note" },
  noteHint: { id: "newLead.noteHint", defaultMessage: "What did they ask for?" },
  another: { id: "newLead.another", defaultMessage: "Make another" },
  cancel: { id: "newLead.cancel", defaultMessage: "Cancel" },
  create: { id: "newLead.create", defaultMessage: "Create lead" },
  created: { id: "newLead.created", defaultMessage: "{name} is a lead now." },
  merged: { id: "newLead.merged", defaultMessage: "{name} was there already; empty fields were filled." },
  unwritten: { id: "newLead.unwritten", defaultMessage: "The first note was not written" },
  known: { id: "newLead.known", defaultMessage: "The person exists: open the lead, or add to it." },
  wrong: {
    id: "newLead.wrong",
    defaultMessage: "{count, plural, one {# field} other {# fields}} to correct, marked above.",
  },
  offline: {
    id: "newLead.offline",
    defaultMessage: "Offline. Creating waits for the connection; what you typed stays.",
  },
});

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
  const online = useOnline();
  const { account, about, me: teammate, may } = useLeads();
  const draft = useNewLead(name);
  const { person, error, tries, busy, wrongPhone, faults } = draft;
  const [another, setAnother] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const why = useId();
  const words = error ? told(intl, error) : null;
  const wrong = tries > 0 ? faults.size + (wrongPhone ? 1 : 0) : 0;
  const refusedPhone = error instanceof ProblemError ? error.at("/phone") : undefined;
  const reason = !online
    ? intl.formatMessage(texts.offline)
    : person
      ? intl.formatMessage(texts.known)
      : wrong > 0
        ? intl.formatMessage(texts.wrong, { count: wrong })
        : null;

  // After each try: to the first field that has to be corrected.
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] button')?.focus();
  }, [tries]);

  async function create(someoneThere: "merge" | "tell") {
    const made = await draft.create(someoneThere);
    if (!made) return;
    const { id } = made;
    const title = <bdi key="name">{made.title}</bdi>;
    toast({
      title: intl.formatMessage(made.outcome === "created" ? texts.created : texts.merged, { name: title }),
      action: id ? { label: intl.formatMessage(texts.open), run: () => onOpen(id) } : undefined,
    });
    if (made.noteRefused)
      toast({ look: "refused", title: intl.formatMessage(texts.unwritten), detail: made.noteRefused });
    void queries.invalidateQueries({ queryKey: [account, "leads"] });
    onMade();
    if (!another) return onClose();
    draft.again();
  }

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
          {reason ? (
            <p id={why} className={styles.reason}>
              {online ? null : <Icon of={WifiOff} size={14} />}
              {reason}
            </p>
          ) : null}
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
            isPending={busy}
            isDisabled={person !== null || !online}
            {...(reason ? { "aria-describedby": why } : {})}
          >
            <FormattedMessage {...texts.create} />
          </Button>
        </>
      }
    >
      <Form
        ref={form}
        id="new-lead"
        className={styles.form ?? ""}
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          if (!person && online) void create("tell");
        }}
      >
        {words && !refusedPhone ? <Banner look="danger">{words.detail || words.title}</Banner> : null}
        <div className={styles.phone}>
          <Select
            label={intl.formatMessage(texts.country)}
            selectedKey={draft.country}
            onSelectionChange={(id) => draft.setCountry(String(id))}
          >
            {COUNTRIES.map(([id, code]) => (
              <Option key={id} id={id} textValue={`${id} +${code}`}>
                <bdi dir="ltr">
                  {id} +{code}
                </bdi>
              </Option>
            ))}
          </Select>
          <Field
            label={intl.formatMessage(texts.phone)}
            isRequired
            autoFocus
            type="tel"
            inputMode="tel"
            value={draft.phone}
            onChange={draft.setPhone}
            maxLength={30}
            error={
              tries > 0 && wrongPhone
                ? intl.formatMessage(faultTexts[wrongPhone])
                : refusedPhone
                  ? sentence(refusedPhone)
                  : undefined
            }
          />
        </div>
        <div aria-live="polite">
          {person ? (
            <KnownPerson
              person={person}
              busy={busy}
              onOpen={() => {
                onClose();
                onOpen(person.id);
              }}
              onAdd={() => void create("merge")}
            />
          ) : null}
        </div>
        <NewLeadFields draft={draft} />
        {may.has("lead.move") && !person ? (
          <Select
            label={intl.formatMessage(texts.state)}
            selectedKey={draft.state}
            onSelectionChange={(id) => draft.setState(String(id))}
          >
            {about.states
              .filter((one) => one.asks.length === 0) // a reason is asked for when a lead is moved there
              .map((one) => (
                <Option key={one.id} id={one.id} textValue={one.name}>
                  <span className={styles.state}>
                    <StateGlyph of={one.mark} />
                    {one.name}
                  </span>
                </Option>
              ))}
          </Select>
        ) : null}
        {may.has("lead.assign") ? (
          <Select
            label={intl.formatMessage(texts.assignee)}
            selectedKey={draft.assignee}
            onSelectionChange={(id) => draft.setAssignee(String(id))}
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
          value={draft.note}
          onChange={draft.setNote}
          maxLength={10_000}
        />
      </Form>
    </Sheet>
  );
}
