import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Button, IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { OperatorSelect, ValueEditor } from "./ConditionEditor";
import { entryOf, type Field } from "./catalogue";
import styles from "./Filters.module.css";
import type { Condition } from "./tree";

const texts = defineMessages({
  remove: { id: "filterEditor.remove", defaultMessage: "Remove filter" },
  done: { id: "filterEditor.done", defaultMessage: "Done" },
  advanced: { id: "filterEditor.advanced", defaultMessage: "Advanced" },
});

type Props = {
  readonly draft: Condition;
  readonly field: Field;
  readonly onDraft: (draft: Condition) => void;
  /** How many leads it would find. */
  readonly count: ReactNode;
  readonly onDrop: () => void;
  readonly onAdvanced: () => void;
  readonly onDone: () => void;
};

/** The editor of one filter: how it is compared, with what, and how many that finds. */
export function FilterEditor({ draft, field, onDraft, count, onDrop, onAdvanced, onDone }: Props) {
  const intl = useIntl();
  return (
    <>
      <div className={styles.top}>
        <span className={styles.label}>{field.label}</span>
        <OperatorSelect condition={draft} field={field} onChange={onDraft} />
        <span className={styles.grow} />
        <IconButton label={intl.formatMessage(texts.remove)} onPress={onDrop}>
          <Icon of={Trash2} />
        </IconButton>
      </div>
      {entryOf(field, draft.op) === "none" ? null : (
        <div className={styles.body}>
          <ValueEditor key={draft.op} condition={draft} field={field} onChange={onDraft} />
        </div>
      )}
      <div className={styles.foot}>
        <span className={styles.count} aria-live="polite">
          {count}
        </span>
        <Button look="quiet" onPress={onAdvanced}>
          <FormattedMessage {...texts.advanced} />
        </Button>
        <Button onPress={onDone}>
          <FormattedMessage {...texts.done} />
        </Button>
      </div>
    </>
  );
}
