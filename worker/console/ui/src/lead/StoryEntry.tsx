import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Bot, ChevronDown } from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api } from "../api/client";
import { Failure } from "../app/Failure";
import { momentText } from "../leads/formats/moments";
import { useLeads } from "../leads/LeadsContext";
import { StateOf } from "../leads/table/Value";
import { Avatar } from "../parts/Avatar";
import { classes } from "../parts/classes";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import { actors, type Entry, ICONS, kinds } from "./kinds";
import styles from "./Story.module.css";

const texts = defineMessages({
  details: { id: "story.details", defaultMessage: "Details of entry {number}" },
  number: { id: "story.number", defaultMessage: "No." },
  what: { id: "story.what", defaultMessage: "What" },
  at: { id: "story.at", defaultMessage: "At" },
  source: { id: "story.source", defaultMessage: "Source" },
  rules: { id: "story.rules", defaultMessage: "Rules on the way" },
  hash: { id: "story.hash", defaultMessage: "Hash" },
  notSet: { id: "story.notSet", defaultMessage: "not set" },
  other: { id: "story.otherLead", defaultMessage: "Of a lead that was merged" },
});

/** One thing that happened: who, what, what changed by it; unfolded, all that the history keeps of it. */
export function StoryEntry({ entry, lead, unfolded }: { entry: Entry; lead: string; unfolded: boolean }) {
  const intl = useIntl();
  const { about, formats } = useLeads();
  const [open, setOpen] = useState(false);
  const kind = entry.kinds[0] ?? "other";
  const at = Date.parse(entry.at);
  const person = entry.actor.kind === "user" || entry.actor.kind === "person";
  const name =
    about.actorOf.get(entry.actor.id)?.name ??
    (entry.actor.kind === "rule" || entry.actor.kind === "user"
      ? entry.actor.id
      : intl.formatMessage(actors[entry.actor.kind]));
  return (
    <article className={styles.entry}>
      <time dateTime={entry.at} title={formats.full(at)}>
        {formats.time(at)}
      </time>
      <span className={styles.sign}>
        <Icon of={ICONS[kind]} size={14} />
      </span>
      <div className={styles.told}>
        <div className={styles.head}>
          {unfolded ? <span className={styles.meta}>{formats.count(entry.seq)}</span> : null}
          {entry.actor.kind === "bot" || entry.actor.kind === "system" ? (
            <Icon of={Bot} size={14} />
          ) : (
            <Avatar name={name} id={entry.actor.id} square={!person} />
          )}
          <span className={styles.by} dir="auto">
            {name}
          </span>
          <span className={styles.meta}>{intl.formatMessage(kinds[kind])}</span>
          {entry.lead === lead ? null : (
            <span className={styles.meta}>
              <FormattedMessage {...texts.other} />
            </span>
          )}
          <button
            type="button"
            className={styles.more}
            aria-expanded={open}
            aria-label={intl.formatMessage(texts.details, { number: entry.seq })}
            onClick={() => setOpen(!open)}
          >
            <Icon of={ChevronDown} size={14} />
          </button>
        </div>
        {entry.text ? (
          <p className={styles.bubble} dir="auto">
            {entry.text}
          </p>
        ) : null}
        <Changes entry={entry} />
        {entry.refused.map((one) => (
          <p key={one.step} className={styles.refused}>
            {one.detail || one.reason}
          </p>
        ))}
        {open ? <Whole entry={entry} /> : null}
      </div>
    </article>
  );
}

function Changes({ entry }: { entry: Entry }) {
  const intl = useIntl();
  const { about, formats, parts } = useLeads();
  if (entry.changes.length === 0) return null;
  const say = (value: unknown, type: string | undefined) => {
    if (value === null || value === undefined || value === "") return intl.formatMessage(texts.notSet);
    if (type === "datetime" && typeof value === "string") return momentText(value, formats);
    return typeof value === "number"
      ? formats.number(value)
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
  };
  return (
    <ul className={styles.changes}>
      {entry.changes.map((one) => {
        const field = about.fields.find((known) => known.own === one.field || known.id === one.field);
        const label = field?.label ?? one.field;
        const state = one.field === "state";
        const person = one.field === "assignee";
        const shown = (value: unknown) =>
          state && typeof value === "string" ? (
            <StateOf id={value} parts={parts} />
          ) : (
            <span dir="auto">
              {person && typeof value === "string"
                ? (about.personOf.get(value)?.name ?? value)
                : say(value, field?.type)}
            </span>
          );
        return (
          <li key={one.field}>
            {state ? null : <span className={styles.meta}>{label}</span>}
            {one.from === null || one.from === undefined ? null : state ? shown(one.from) : <s>{shown(one.from)}</s>}
            {one.from === null || one.from === undefined ? null : (
              <Icon of={ArrowRight} size={14} className={classes(styles.arrow, "mirror")} />
            )}
            {shown(one.to)}
          </li>
        );
      })}
    </ul>
  );
}

function Whole({ entry }: { entry: Entry }) {
  const { account, formats } = useLeads();
  const whole = useQuery({
    queryKey: [account, "leads", "one", entry.lead, "entry", entry.seq],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/accounts/{account}/leads/{lead}/history/{entry}", {
          params: { path: { account, lead: entry.lead, entry: String(entry.seq) } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (whole.error) return <Failure error={whole.error} onAgain={() => void whole.refetch()} />;
  const told = whole.data;
  return (
    <dl className={styles.whole}>
      <dt>
        <FormattedMessage {...texts.number} />
      </dt>
      <dd className="num">{formats.count(entry.seq)}</dd>
      <dt>
        <FormattedMessage {...texts.what} />
      </dt>
      <dd>
        <code className="mono">{entry.type}</code> {entry.notes.join(" ")}
      </dd>
      <dt>
        <FormattedMessage {...texts.at} />
      </dt>
      <dd>{formats.full(Date.parse(entry.at))}</dd>
      {entry.source ? (
        <>
          <dt>
            <FormattedMessage {...texts.source} />
          </dt>
          <dd>{entry.source}</dd>
        </>
      ) : null}
      {told && told.chain.length > 0 ? (
        <>
          <dt>
            <FormattedMessage {...texts.rules} />
          </dt>
          <dd>
            <code className="mono">{told.chain.join(", ")}</code>
          </dd>
        </>
      ) : null}
      {told ? (
        <>
          <dt>
            <FormattedMessage {...texts.hash} />
          </dt>
          <dd>
            <code className="mono">{told.hash}</code>
          </dd>
        </>
      ) : null}
    </dl>
  );
}
