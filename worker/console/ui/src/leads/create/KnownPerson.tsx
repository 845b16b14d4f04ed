import { UserRoundCheck } from "lucide-react";
import { FormattedMessage } from "react-intl";
import { Avatar } from "../../parts/Avatar";
import { Banner } from "../../parts/Banner";
import { Button } from "../../parts/Button";
import { defineMessages } from "../../text/define";
import { useLeads } from "../LeadsContext";
import { StateOf } from "../table/Value";
import type { Person } from "./creating";
import styles from "./NewLead.module.css";

const texts = defineMessages({
  exists: { id: "newLead.exists", defaultMessage: "<b>This person exists.</b> A number belongs to one lead." },
  fills: { id: "newLead.fills", defaultMessage: "Adding fills empty fields only; values that are there stay." },
  open: { id: "newLead.open", defaultMessage: "Open lead" },
  add: { id: "newLead.add", defaultMessage: "Add what I typed" },
});

type Props = {
  readonly person: Person;
  readonly busy: boolean;
  readonly onOpen: () => void;
  readonly onAdd: () => void;
};

/** Says that the number is somebody's, and offers what can be done then. */
export function KnownPerson({ person, busy, onOpen, onAdd }: Props) {
  const { parts } = useLeads();
  return (
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
          <Button look="primary" onPress={onOpen}>
            <FormattedMessage {...texts.open} />
          </Button>
          <Button onPress={onAdd} isPending={busy}>
            <FormattedMessage {...texts.add} />
          </Button>
        </div>
        <p className={styles.fills}>
          <FormattedMessage {...texts.fills} />
        </p>
      </div>
    </Banner>
  );
}
