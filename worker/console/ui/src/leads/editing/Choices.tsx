import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from "react";
import { classes } from "../../parts/classes";
import styles from "./Choices.module.css";

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
export function Choices({
  options,
  text,
  onText,
  onChoose,
  onKeyDown,
  upwards,
  none,
  "aria-label": label,
}: ChoicesProps) {
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
