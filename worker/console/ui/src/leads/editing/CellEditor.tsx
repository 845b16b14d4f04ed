import { type KeyboardEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useIntl } from "react-intl";
import { useOnline } from "../../app/online";
import { Kbd } from "../../parts/Badge";
import { classes } from "../../parts/classes";
import { defineMessages } from "../../text/define";
import type { Column } from "../columns/model";
import type { Row } from "../data/rows";
import { useLeads } from "../LeadsContext";
import styles from "./CellEditor.module.css";
import { type EntryType, entryText, equal, INPUT_OF, numberSigns, read } from "./entries";
import { hintsShown, sawHint } from "./hints";
import type { Cell, Raw } from "./patches";

// Fetched once the rows are there; from then on drawn at once, as a letter typed right away is meant for it.
let Loaded: typeof import("./Choices").Choices | null = null;
const loadChoices = async () => {
  const { Choices } = await import("./Choices");
  Loaded = Choices;
  return { default: Choices };
};
const Later = lazy(loadChoices);
export const fetchChoices = (): void => void loadChoices();

const texts = defineMessages({
  label: { id: "editor.label", defaultMessage: "{field} of {name}" },
  save: { id: "editor.save", defaultMessage: "save" },
  next: { id: "editor.next", defaultMessage: "next" },
  giveUp: { id: "editor.giveUp", defaultMessage: "give up" },
  empty: { id: "editor.empty", defaultMessage: "Nothing" },
  number: { id: "editor.number", defaultMessage: "This is no number. Write it like {example}." },
  email: { id: "editor.email", defaultMessage: "This is no e-mail address. It has an @ and a dot after it." },
  date: { id: "editor.date", defaultMessage: "This is no date." },
  offline: { id: "editor.offline", defaultMessage: "Offline. This stays open; save it once you are connected again." },
  phone: { id: "editor.phone", defaultMessage: "This is no phone number. It has 6 digits at least." },
});

type Props = {
  readonly lead: Row;
  readonly column: Column;
  readonly value: Raw;
  readonly onEnd: (move: 0 | 1 | -1) => void;
  readonly upwards: boolean;
};

/** Stands in the cell that is edited: Enter saves, Tab saves and goes on, Esc gives up. Leaving it saves. */
export function CellEditor({ lead, column, value, onEnd, upwards }: Props) {
  const intl = useIntl();
  const leads = useLeads();
  const online = useOnline();
  const type = (column.field?.type ?? "text") as EntryType;
  const signs = useMemo(() => numberSigns(leads.formats.locale), [leads.formats.locale]);
  const { zone } = leads.formats;
  const [begun] = useState(() => entryText(type, value, signs, zone));
  const [text, setText] = useState(begun);
  // As it was when the editing began: what somebody else writes meanwhile is a conflict, not what was read.
  const [before] = useState(() => cellOf(lead, column));
  const [wrong, setWrong] = useState<string | null>(null);
  const [hint] = useState(hintsShown);
  const over = useRef(false);
  const label = intl.formatMessage(texts.label, { field: column.label, name: lead.title });
  useEffect(() => sawHint(), []);

  const finish = (move: 0 | 1 | -1, chosen: string = text, leaving = false) => {
    if (over.current) return;
    if (!online) {
      setWrong(intl.formatMessage(texts.offline));
      return;
    }
    if (chosen === begun) {
      over.current = true; // also where the editor shows less than there is: a moment's seconds
      onEnd(move);
      return;
    }
    const found = read(type, chosen, signs, zone);
    if ("wrong" in found) {
      if (leaving) {
        over.current = true;
        onEnd(0);
        return;
      }
      setWrong(intl.formatMessage(texts[found.wrong], { example: leads.formats.number(8500000) }));
      return;
    }
    over.current = true;
    if (!equal(found.value, before?.value)) leads.edits.save(lead, column.id, found.value, before);
    onEnd(move);
  };
  const giveUp = () => {
    over.current = true;
    onEnd(0);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if (event.key === "Enter") {
      event.preventDefault();
      finish(0);
    } else if (event.key === "Tab") {
      event.preventDefault();
      finish(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      giveUp();
    }
  };
  const Choices = Loaded ?? Later;
  const shared = { onKeyDown, "aria-label": label, "data-editor": "" };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what bubbles out of the editor says that it was left
    <div
      className={styles.cell}
      data-editor=""
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && finish(0, text, true)}
    >
      {type === "dropdown" ? (
        <Suspense fallback={null}>
          <Choices
            {...shared}
            options={column.field?.options?.map((one) => one.value) ?? []}
            text={String(text)}
            onText={setText}
            onChoose={(one) => finish(0, one)}
            upwards={upwards}
            none={intl.formatMessage(texts.empty)}
          />
        </Suspense>
      ) : (
        <input
          {...shared}
          // biome-ignore lint/a11y/noAutofocus: somebody asked for this editor
          autoFocus
          className={classes(styles.input, column.end && styles.end)}
          type={INPUT_OF[type] ?? "text"}
          inputMode={type === "number" ? "decimal" : undefined}
          dir={type === "phone" || type === "email" ? "ltr" : "auto"}
          value={text}
          maxLength={2000}
          aria-invalid={wrong !== null}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(null);
          }}
          onFocus={(event) => type !== "date" && type !== "datetime" && event.target.select()}
        />
      )}
      {wrong ? (
        <span className={styles.wrong} role="alert">
          {wrong}
        </span>
      ) : type !== "dropdown" ? (
        <span className={classes(styles.hint, !hint && styles.later, upwards && styles.above)} aria-hidden="true">
          <span>
            <Kbd quiet>Enter</Kbd> {intl.formatMessage(texts.save)}
          </span>
          <span>
            <Kbd quiet>Tab</Kbd> {intl.formatMessage(texts.next)}
          </span>
          <span>
            <Kbd quiet>Esc</Kbd> {intl.formatMessage(texts.giveUp)}
          </span>
        </span>
      ) : null}
    </div>
  );
}

function cellOf(lead: Row, column: Column): Cell | null {
  const cell = lead.cells[column.id];
  return cell ? { value: (cell.value ?? null) as Raw, stamp: cell.stamp } : null;
}
