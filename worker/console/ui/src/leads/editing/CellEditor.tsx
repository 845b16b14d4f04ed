import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useIntl } from "react-intl";
import { Kbd } from "../../parts/Badge";
import { classes } from "../../parts/classes";
import { defineMessages } from "../../text/define";
import type { Column } from "../columns/model";
import type { Row } from "../data/rows";
import { useLeads } from "../LeadsContext";
import styles from "./CellEditor.module.css";
import { type EntryType, equal, numberSigns, numberText, read } from "./entries";
import { hintsShown, sawHint } from "./hints";
import type { Raw } from "./patches";

const texts = defineMessages({
  label: { id: "editor.label", defaultMessage: "{field} of {name}" },
  save: { id: "editor.save", defaultMessage: "save" },
  next: { id: "editor.next", defaultMessage: "next" },
  giveUp: { id: "editor.giveUp", defaultMessage: "give up" },
  empty: { id: "editor.empty", defaultMessage: "Nothing" },
  number: { id: "editor.number", defaultMessage: "This is no number. Write it like {example}." },
  email: { id: "editor.email", defaultMessage: "This is no e-mail address. It has an @ and a dot after it." },
  date: { id: "editor.date", defaultMessage: "This is no date." },
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
  const type = (column.field?.type ?? "text") as EntryType;
  const signs = useMemo(() => numberSigns(leads.formats.locale), [leads.formats.locale]);
  const [text, setText] = useState(() => (typeof value === "number" ? numberText(value, signs) : (value ?? "")));
  const [wrong, setWrong] = useState<string | null>(null);
  const [hint] = useState(hintsShown);
  const over = useRef(false);
  const label = intl.formatMessage(texts.label, { field: column.label, name: lead.title });
  useEffect(() => sawHint(), []);

  const finish = (move: 0 | 1 | -1, chosen: string = text, leaving = false) => {
    if (over.current) return;
    const found = read(type, chosen, signs);
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
    const cell = lead.cells[column.id];
    const before = cell ? { value: (cell.value ?? null) as Raw, stamp: cell.stamp } : null;
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
  const shared = { onKeyDown, "aria-label": label, "data-editor": "" };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what bubbles out of the editor says that it was left
    <div
      className={styles.cell}
      data-editor=""
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && finish(0, text, true)}
    >
      {type === "dropdown" ? (
        <Choices
          {...shared}
          options={column.field?.options?.map((one) => one.value) ?? []}
          text={String(text)}
          onText={setText}
          onChoose={(one) => finish(0, one)}
          upwards={upwards}
          none={intl.formatMessage(texts.empty)}
        />
      ) : (
        <input
          {...shared}
          // biome-ignore lint/a11y/noAutofocus: somebody asked for this editor
          autoFocus
          className={classes(styles.input, column.end && styles.end)}
          type={type === "date" ? "date" : type === "email" ? "email" : type === "phone" ? "tel" : "text"}
          inputMode={type === "number" ? "decimal" : undefined}
          dir={type === "phone" || type === "email" ? "ltr" : "auto"}
          value={text}
          maxLength={2000}
          aria-invalid={wrong !== null}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(null);
          }}
          onFocus={(event) => type !== "date" && event.target.select()}
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

type ChoicesProps = {
  readonly options: readonly string[];
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onChoose: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly upwards: boolean;
  readonly none: string;
  readonly "aria-label": string;
};

/** How far a key goes through the options; the first one is nothing. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
  Delete: Number.NEGATIVE_INFINITY,
  Backspace: Number.NEGATIVE_INFINITY,
};

/** The options of a dropdown: arrows and first letters choose, Enter and Tab save. */
function Choices({ options, text, onText, onChoose, onKeyDown, upwards, none, "aria-label": label }: ChoicesProps) {
  const id = useId();
  const all = useMemo(() => ["", ...options], [options]);
  const box = useRef<HTMLDivElement>(null);
  const typed = useRef({ letters: "", at: 0 });
  useEffect(() => box.current?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text, another option that is to be in sight
  useEffect(() => box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [text]);
  const step = (by: number) => onText(all[Math.min(Math.max(all.indexOf(text) + by, 0), all.length - 1)] ?? "");
  return (
    <>
      <div
        ref={box}
        className={styles.input}
        role="combobox"
        tabIndex={0}
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-haspopup="listbox"
        aria-activedescendant={`${id}-${all.indexOf(text)}`}
        data-editor=""
        onKeyDown={(event) => {
          const by = STEPS[event.key];
          if (by !== undefined) {
            event.preventDefault();
            event.stopPropagation();
            step(by);
          } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
            event.stopPropagation();
            const now = event.timeStamp;
            const letters = (now - typed.current.at < 700 ? typed.current.letters : "") + event.key.toLocaleLowerCase();
            typed.current = { letters, at: now };
            const found = options.find((one) => one.toLocaleLowerCase().startsWith(letters));
            if (found) onText(found);
          } else onKeyDown(event);
        }}
      >
        <span className="trunc">{text || none}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list of a combobox (ARIA APG) */}
      <ul id={id} role="listbox" aria-label={label} className={classes(styles.list, upwards && styles.above)}>
        {all.map((one, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the combobox's
          // biome-ignore lint/a11y/useFocusableInteractive: the combobox says which one is active
          <li
            key={one}
            id={`${id}-${i}`}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list of a combobox (ARIA APG)
            role="option"
            aria-selected={one === text}
            className={styles.option}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(one)}
          >
            {one || none}
          </li>
        ))}
      </ul>
    </>
  );
}
