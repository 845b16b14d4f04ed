import { Asterisk, Calendar, CircleAlert, Clock } from "lucide-react";
import { memo, type ReactNode } from "react";
import { FormattedMessage } from "react-intl";
import { Avatar } from "../../parts/Avatar";
import { Tag } from "../../parts/Badge";
import { classes } from "../../parts/classes";
import { Icon } from "../../parts/Icon";
import { StatePill } from "../../parts/State";
import { defineMessages } from "../../text/define";
import type { Column } from "../columns/model";
import { wordFor } from "../data/account";
import { heldBy, type Row } from "../data/rows";
import { optionLabel } from "../filters/catalogue";
import { momentText } from "../formats/moments";
import { phoneText } from "../formats/phones";
import type { Parts } from "../LeadsContext";
import { digitPieces, type Piece, pieces } from "../marks";
import styles from "./Value.module.css";

const texts = defineMessages({
  none: { id: "cell.none", defaultMessage: "not set" },
  nobody: { id: "cell.nobody", defaultMessage: "Nobody" },
  incomplete: { id: "cell.incomplete", defaultMessage: "Incomplete: {fields}" },
  lateDays: { id: "due.lateDays", defaultMessage: "{count, plural, one {# day} other {# days}} late" },
  lateHours: { id: "due.lateHours", defaultMessage: "{count} h late" },
  lateMinutes: { id: "due.lateMinutes", defaultMessage: "{count} min late" },
  today: { id: "due.today", defaultMessage: "Today {time}" },
  tomorrow: { id: "due.tomorrow", defaultMessage: "Tomorrow {time}" },
  shut: { id: "window.shut", defaultMessage: "Closed" },
  shutWhy: { id: "window.shutWhy", defaultMessage: "Window closed: templates only" },
  left: { id: "window.left", defaultMessage: "{time} left to answer freely" },
  now: { id: "ago.now", defaultMessage: "now" },
});

/** Pieces of a text with what was searched for marked. */
export function Marked({ of }: { of: readonly Piece[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name than their place
  return of.map((piece, i) => (piece.hit ? <mark key={i}>{piece.text}</mark> : piece.text));
}

export function None({ says }: { says: string }) {
  return (
    <span className={styles.none}>
      <span aria-hidden="true">–</span>
      <span className="sr">{says}</span>
    </span>
  );
}

/** A person to whom a lead belongs, or nobody. */
export function Assignee({ id, parts, small }: { id: string | null; parts: Parts; small?: boolean }) {
  if (!id) {
    return (
      <span className={classes(styles.line, styles.quiet)}>
        <Avatar />
        {small ? (
          <span className="sr">{parts.intl.formatMessage(texts.nobody)}</span>
        ) : (
          parts.intl.formatMessage(texts.nobody)
        )}
      </span>
    );
  }
  const name = parts.about.personOf.get(id)?.name ?? id;
  return (
    <span className={styles.line} title={name}>
      <Avatar name={name} id={id} />
      <span className="trunc" dir="auto">
        {name}
      </span>
    </span>
  );
}

export function StateOf({ id, parts }: { id: string | null; parts: Parts }) {
  const state = id ? parts.about.stateOf.get(id) : undefined;
  if (!id) return <None says={parts.intl.formatMessage(texts.none)} />;
  return <StatePill of={state?.mark ?? { kind: "lost", place: 0, of: 1 }}>{state?.name ?? id}</StatePill>;
}

/** When something is due: colour, icon and word. */
export function Due({ at, parts }: { at: string | null; parts: Parts }) {
  const { intl, formats, now } = parts;
  if (!at) return <None says={intl.formatMessage(texts.none)} />;
  const moment = Date.parse(at);
  const { what, time, day } = formats.due(moment, now);
  const late = { days: texts.lateDays, hours: texts.lateHours, minutes: texts.lateMinutes };
  const says =
    what.kind === "late"
      ? intl.formatMessage(late[what.unit], { count: what.count })
      : what.kind === "today"
        ? intl.formatMessage(texts.today, { time })
        : what.kind === "tomorrow"
          ? intl.formatMessage(texts.tomorrow, { time })
          : day;
  const look = what.kind === "late" ? styles.late : what.kind === "today" ? styles.today : styles.planned;
  return (
    <span className={classes(styles.due, look)} title={formats.full(moment)}>
      <Icon of={what.kind === "late" ? CircleAlert : what.kind === "today" ? Clock : Calendar} size={14} />
      {says}
    </span>
  );
}

const RING = 34.56;

/** How long one may still answer freely: a ring that empties, and the time. */
export function WindowLeft({ until, parts }: { until: string | null; parts: Parts }) {
  const { intl, formats, now } = parts;
  const { what, text } = formats.window(until ? Date.parse(until) : null, now);
  if (what.kind === "shut") {
    return (
      <span className={classes(styles.window, styles.shut)} title={intl.formatMessage(texts.shutWhy)}>
        <svg viewBox="0 0 14 14" aria-hidden="true">
          <circle cx="7" cy="7" r="5.5" fill="none" stroke="var(--line-control)" strokeWidth="1.5" />
          <path d="m4.6 9.4 4.8-4.8" stroke="var(--line-control)" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
        {intl.formatMessage(texts.shut)}
      </span>
    );
  }
  return (
    <span
      className={classes(styles.window, what.kind === "soon" ? styles.soon : styles.open)}
      title={intl.formatMessage(texts.left, { time: text })}
    >
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="5.5" fill="none" stroke="var(--line-strong)" strokeWidth="2" />
        <circle
          cx="7"
          cy="7"
          r="5.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeDasharray={`${(what.share * RING).toFixed(1)} ${RING}`}
          transform="rotate(-90 7 7)"
        />
      </svg>
      {text}
    </span>
  );
}

/** A moment shortly, the whole of it in the tooltip. */
export function Ago({ at, parts }: { at: string | null; parts: Parts }) {
  if (!at) return <None says={parts.intl.formatMessage(texts.none)} />;
  const moment = Date.parse(at);
  const { what, text } = parts.formats.ago(moment, parts.now);
  return (
    <time dateTime={at} title={parts.formats.full(moment)} className="num">
      {what.kind === "now" ? <FormattedMessage {...texts.now} /> : text}
    </time>
  );
}

/** The moment of a field in the account's zone; a value that the field has from another type as it is. */
export function Moment({ at, formats }: { at: string; formats: Parts["formats"] }) {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span dir="auto">{at}</span>;
  return (
    <time dateTime={at} title={formats.full(moment)} className="num">
      {momentText(at, formats)}
    </time>
  );
}

/** The asterisk of a lead that lacks required fields. */
export function Missing({ row, parts }: { row: Row; parts: Parts }) {
  const missing = heldBy(row, "incomplete");
  if (!Array.isArray(missing) || missing.length === 0) return null;
  const fields = missing.map((id: string) => parts.about.fields.find((one) => one.own === id)?.label ?? id).join(", ");
  const says = parts.intl.formatMessage(texts.incomplete, { fields });
  return (
    <span className={styles.missing} title={says}>
      <Icon of={Asterisk} size={14} />
      <span className="sr">{says}</span>
    </span>
  );
}

/** What a cell shows of a value. Rows are memoised; so is this. */
export const Value = memo(function Value({
  column,
  value,
  parts,
}: {
  column: Column;
  value: ReturnType<typeof heldBy>;
  parts: Parts;
}): ReactNode {
  const { formats, intl, about, terms, search } = parts;
  if (column.kind === "assignee") return <Assignee id={typeof value === "string" ? value : null} parts={parts} />;
  if (column.kind === "state") return <StateOf id={typeof value === "string" ? value : null} parts={parts} />;
  if (column.kind === "window") return <WindowLeft until={typeof value === "string" ? value : null} parts={parts} />;
  if (column.kind === "due") return <Due at={typeof value === "string" ? value : null} parts={parts} />;
  if (column.kind === "time") return <Ago at={typeof value === "string" ? value : null} parts={parts} />;
  if (value === null || (Array.isArray(value) && value.length === 0))
    return column.kind === "tags" ? null : <None says={intl.formatMessage(texts.none)} />;
  if (Array.isArray(value)) {
    return (
      <span className={styles.tags}>
        {value.map((one: string) => (
          <Tag key={one}>
            {column.id === "incomplete" ? (about.fields.find((field) => field.own === one)?.label ?? one) : one}
          </Tag>
        ))}
      </span>
    );
  }
  const text = String(value);
  switch (column.kind) {
    case "number":
      return typeof value === "number" ? formats.number(value) : text;
    case "date":
      return <time dateTime={text}>{formats.date(text)}</time>;
    case "moment":
      return <Moment at={text} formats={formats} />;
    case "phone":
      return (
        <span dir="ltr">
          <Marked of={digitPieces(phoneText(text), search)} />
        </span>
      );
    case "status":
    case "source":
      return wordFor(intl, text);
    case "names":
      return optionLabel(column.field ?? undefined, text);
    default:
      return <Marked of={pieces(text, terms)} />;
  }
});
