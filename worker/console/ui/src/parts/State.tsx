import { classes } from "./classes";
import hues from "./Hue.module.css";
import styles from "./State.module.css";

/** Where a state stands in its pipeline, which is what its glyph draws. `hue`: 1 to 8, by the pipeline's order or its file. */
export interface StateMark {
  kind: "open" | "won" | "lost";
  /** 0 is the initial state. */
  place: number;
  /** How many open states there are. */
  of: number;
  hue?: number | undefined;
}

function hue(mark: StateMark): string | undefined {
  if (mark.kind !== "open") return hues[`s${mark.kind}`];
  return hues[`s${(((mark.hue ?? mark.place + 1) - 1) % 8) + 1}`];
}

/** 14 px: a dashed ring for the initial state, then a ring whose pie grows, a tick for won, a cross for cancelled. */
export function StateGlyph({ of: mark }: { of: StateMark }) {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className={classes(styles.glyph, hue(mark))}>
      {mark.kind === "won" ? (
        <>
          <circle cx="7" cy="7" r="6.25" fill="currentColor" />
          <path
            d="M4.3 7.2 6.2 9.1 9.8 5.2"
            fill="none"
            stroke="var(--pb)"
            strokeWidth="1.6"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      ) : mark.kind === "lost" ? (
        <>
          <circle cx="7" cy="7" r="6.25" fill="currentColor" />
          <path
            d="m4.9 4.9 4.2 4.2M9.1 4.9 4.9 9.1"
            fill="none"
            stroke="var(--pb)"
            strokeWidth="1.6"
            strokeLinecap="round"
          />
        </>
      ) : mark.place === 0 ? (
        <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.2 1.25" />
      ) : (
        <>
          <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <circle
            cx="7"
            cy="7"
            r="1.75"
            fill="none"
            stroke="currentColor"
            strokeWidth="3.5"
            strokeDasharray={`${((11 * mark.place) / Math.max(mark.of, 1)).toFixed(2)} 11`}
            transform="rotate(-90 7 7)"
          />
        </>
      )}
    </svg>
  );
}

/** A state: glyph and name, so that the colour says nothing alone. */
export function StatePill({ of: mark, children }: { of: StateMark; children: string }) {
  return (
    <span className={classes(styles.pill, hue(mark))}>
      <StateGlyph of={mark} />
      <span className="trunc" dir="auto">
        {children}
      </span>
    </span>
  );
}
