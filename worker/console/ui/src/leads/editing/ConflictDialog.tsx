import { GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Avatar } from "../../parts/Avatar";
import { Button } from "../../parts/Button";
import { classes } from "../../parts/classes";
import { Dialog } from "../../parts/Dialog";
import { defineMessages } from "../../text/define";
import { isolated } from "../../text/isolated";
import { momentText } from "../formats/moments";
import { useLeads } from "../LeadsContext";
import styles from "./ConflictDialog.module.css";
import type { Raw } from "./patches";
import type { Edits, Open } from "./useEdits";

const texts = defineMessages({
  title: { id: "conflict.title", defaultMessage: "Somebody changed this meanwhile" },
  sub: {
    id: "conflict.sub",
    defaultMessage: "{field} of {name} changed since you began to edit. Nothing is saved yet.",
  },
  yours: { id: "conflict.yours", defaultMessage: "Yours" },
  theirs: { id: "conflict.theirs", defaultMessage: "Theirs" },
  original: { id: "conflict.original", defaultMessage: "Original, before both" },
  typed: { id: "conflict.typed", defaultMessage: "typed just now" },
  before: { id: "conflict.before", defaultMessage: "what you saw" },
  noneBefore: { id: "conflict.noneBefore", defaultMessage: "no value before" },
  none: { id: "conflict.none", defaultMessage: "Not set" },
  history: { id: "conflict.history", defaultMessage: "Theirs and the original stay in the history." },
  giveUp: { id: "conflict.giveUp", defaultMessage: "Give up mine" },
  save: { id: "conflict.save", defaultMessage: "Save this choice" },
});

type Choice = "yours" | "theirs" | "original";

/** Yours, theirs or what was there before both. */
export function ConflictDialog({ edits }: { edits: Edits }) {
  return edits.conflict ? <Asked key={edits.conflict.change.key} edits={edits} open={edits.conflict} /> : null;
}

function Asked({ edits, open }: { edits: Edits; open: Open }) {
  const intl = useIntl();
  const { about, formats } = useLeads();
  const [choice, setChoice] = useState<Choice>("yours");
  const { change, conflict, title } = open;
  const field = about.byId.get(change.field);
  const { theirs } = conflict;
  const say = (value: Raw): string => {
    if (value === null || value === "") return intl.formatMessage(texts.none);
    if (typeof value === "number") return formats.number(value);
    if (field?.type === "datetime") return momentText(value, formats);
    return field?.kind === "date" ? formats.date(value) : value;
  };
  const actor = theirs.actor ? (about.actorOf.get(theirs.actor)?.name ?? theirs.actor) : (theirs.by ?? "");
  const when = theirs.at ? formats.moment(Date.parse(theirs.at)) : "";
  const original = change.before?.value ?? null;
  const options: readonly { readonly id: Choice; readonly value: Raw; readonly note: string }[] = [
    { id: "yours", value: change.value, note: intl.formatMessage(texts.typed) },
    { id: "theirs", value: theirs.value, note: when },
    { id: "original", value: original, note: intl.formatMessage(original === null ? texts.noneBefore : texts.before) },
  ];
  const giveUp = () => edits.resolve(undefined, theirs.stamp);
  return (
    <Dialog
      open
      onClose={giveUp}
      dismissable={false}
      role="alertdialog"
      icon={GitCompareArrows}
      className={styles.wide ?? ""}
      title={<FormattedMessage {...texts.title} />}
      subtitle={
        <FormattedMessage {...texts.sub} values={{ field: field?.label ?? change.field, name: isolated(title) }} />
      }
      foot={
        <>
          <span className={styles.note}>
            <FormattedMessage {...texts.history} />
          </span>
          <Button size="form" onPress={giveUp}>
            <FormattedMessage {...texts.giveUp} />
          </Button>
          <Button
            look="primary"
            size="form"
            onPress={() => {
              const chosen = options.find((one) => one.id === choice);
              edits.resolve(choice === "theirs" ? undefined : (chosen?.value ?? null), theirs.stamp);
            }}
          >
            <FormattedMessage {...texts.save} />
          </Button>
        </>
      }
    >
      <fieldset className={styles.options}>
        <legend className={styles.legend}>{field?.label ?? change.field}</legend>
        {options.map((one) => (
          <label key={one.id} className={classes(styles.option, choice === one.id && styles.on)}>
            <span className={styles.whose}>
              <FormattedMessage {...texts[one.id]} />
              {one.id === "theirs" && actor ? (
                <span className={styles.actor}>
                  <Avatar name={actor} id={theirs.actor ?? actor} />
                  <span className="trunc">{actor}</span>
                </span>
              ) : null}
            </span>
            <span className={styles.value}>
              <input type="radio" name="conflict" checked={choice === one.id} onChange={() => setChoice(one.id)} />
              <span dir="auto">
                <b>{say(one.value)}</b>
                <small>{one.note}</small>
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
