import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import {
  ArrowRight,
  Bot,
  ChevronDown,
  CircleDot,
  FileInput,
  GitMerge,
  type LucideIcon,
  MessageCircle,
  NotebookPen,
  Pencil,
  Phone,
  SquareCheck,
  UserRound,
  Workflow,
} from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { get } from "../api/untyped";
import { Failure } from "../app/Failure";
import { dayOf } from "../leads/formats/times";
import { useLeads } from "../leads/LeadsContext";
import { StateOf } from "../leads/table/Value";
import { Avatar } from "../parts/Avatar";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Bone } from "../parts/Skeleton";
import { defineMessages } from "../text/define";
import styles from "./Story.module.css";

type Entry = {
  readonly lead: string;
  readonly seq: number;
  readonly type: string;
  readonly kinds: readonly Kind[];
  readonly at: string;
  readonly actor: { readonly kind: Actor; readonly id: string };
  readonly source: string | null;
  readonly text: string | null;
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
  readonly notes: readonly string[];
  readonly refused: readonly { readonly step: string; readonly reason: string; readonly detail: string }[];
};
type Page = { readonly data: readonly Entry[]; readonly next: number | string | null };
type Kind = keyof typeof kinds;
type Actor = keyof typeof actors;

const kinds = defineMessages({
  chat: { id: "story.chat", defaultMessage: "Chat" },
  call: { id: "story.call", defaultMessage: "Call" },
  email: { id: "story.email", defaultMessage: "E-mail" },
  meeting: { id: "story.meeting", defaultMessage: "Meeting" },
  task: { id: "story.task", defaultMessage: "Task" },
  note: { id: "story.note", defaultMessage: "Note" },
  field: { id: "story.field", defaultMessage: "Field change" },
  state: { id: "story.state", defaultMessage: "State" },
  assignment: { id: "story.assignment", defaultMessage: "Assignment" },
  consent: { id: "story.consent", defaultMessage: "Consent" },
  form: { id: "story.form", defaultMessage: "Form" },
  merge: { id: "story.merge", defaultMessage: "Merge" },
  import: { id: "story.import", defaultMessage: "List" },
  rule: { id: "story.rule", defaultMessage: "Rule" },
  other: { id: "story.other", defaultMessage: "Other" },
});

const actors = defineMessages({
  user: { id: "story.byUser", defaultMessage: "People of ours" },
  person: { id: "story.byPerson", defaultMessage: "The person" },
  rule: { id: "story.byRule", defaultMessage: "Rules" },
  bot: { id: "story.byBot", defaultMessage: "Bots" },
  system: { id: "story.bySystem", defaultMessage: "System" },
});

const texts = defineMessages({
  type: { id: "story.type", defaultMessage: "Type" },
  by: { id: "story.by", defaultMessage: "By" },
  all: { id: "story.all", defaultMessage: "all" },
  anyone: { id: "story.anyone", defaultMessage: "anyone" },
  nothing: { id: "story.nothing", defaultMessage: "Nothing of this kind happened." },
  more: { id: "story.more", defaultMessage: "Show older" },
  today: { id: "story.today", defaultMessage: "Today, {day}" },
  details: { id: "story.details", defaultMessage: "Details of entry {number}" },
  number: { id: "story.number", defaultMessage: "No." },
  what: { id: "story.what", defaultMessage: "What" },
  at: { id: "story.at", defaultMessage: "At" },
  source: { id: "story.source", defaultMessage: "Source" },
  rules: { id: "story.rules", defaultMessage: "Rules on the way" },
  hash: { id: "story.hash", defaultMessage: "Hash" },
  notSet: { id: "story.notSet", defaultMessage: "not set" },
  other: { id: "story.otherLead", defaultMessage: "Of a lead that was merged" },
  reading: { id: "story.reading", defaultMessage: "Entries are being read" },
});

const ICONS: Readonly<Record<Kind, LucideIcon>> = {
  chat: MessageCircle,
  call: Phone,
  email: MessageCircle,
  meeting: UserRound,
  task: SquareCheck,
  note: NotebookPen,
  field: Pencil,
  state: CircleDot,
  assignment: UserRound,
  consent: SquareCheck,
  form: FileInput,
  merge: GitMerge,
  import: FileInput,
  rule: Workflow,
  other: CircleDot,
};
const PAGE = 50;

type Props = { readonly lead: string; readonly unfolded?: boolean };

/** What happened to a lead, the newest first: the timeline with merged leads, or (`unfolded`) the history by number. */
export function Story({ lead, unfolded = false }: Props) {
  const intl = useIntl();
  const { account, formats } = useLeads();
  const [kind, setKind] = useState<Kind | "">("");
  const [actor, setActor] = useState<Actor | "">("");
  const story = useInfiniteQuery({
    queryKey: [account, "leads", "one", lead, unfolded ? "history" : "timeline", kind, actor],
    initialPageParam: null as number | string | null,
    queryFn: async ({ pageParam, signal }): Promise<Page> => {
      const path = { account, lead };
      const by = actor === "" ? {} : { actor };
      if (unfolded) {
        const query = {
          limit: PAGE,
          ...by,
          ...(kind === "" ? {} : { type: kind }),
          ...(pageParam === null ? {} : { before: Number(pageParam) }),
        };
        return get<Page>("/api/v1/accounts/{account}/leads/{lead}/history", { params: { path, query }, signal });
      }
      const query = { limit: PAGE, kinds: kind, ...by, ...(pageParam === null ? {} : { before: String(pageParam) }) };
      return get<Page>("/api/v1/accounts/{account}/leads/{lead}/timeline", { params: { path, query }, signal });
    },
    getNextPageParam: (page) => page.next,
  });
  const entries = story.data?.pages.flatMap((page) => page.data) ?? [];
  const today = dayOf(Date.now(), formats.zone);
  return (
    <div className={styles.story}>
      <div className={styles.filters}>
        <label>
          <FormattedMessage {...texts.type} />
          <select value={kind} onChange={(event) => setKind(event.target.value as Kind | "")}>
            <option value="">{intl.formatMessage(texts.all)}</option>
            {(Object.keys(kinds) as Kind[]).map((one) => (
              <option key={one} value={one}>
                {intl.formatMessage(kinds[one])}
              </option>
            ))}
          </select>
        </label>
        <label>
          <FormattedMessage {...texts.by} />
          <select value={actor} onChange={(event) => setActor(event.target.value as Actor | "")}>
            <option value="">{intl.formatMessage(texts.anyone)}</option>
            {(Object.keys(actors) as Actor[]).map((one) => (
              <option key={one} value={one}>
                {intl.formatMessage(actors[one])}
              </option>
            ))}
          </select>
        </label>
      </div>
      {story.error ? <Failure error={story.error} onAgain={() => void story.refetch()} /> : null}
      {story.isPending ? (
        <div role="status" aria-label={intl.formatMessage(texts.reading)} className={styles.bones}>
          {[220, 180, 260].map((width) => (
            <Bone key={width} width={width} />
          ))}
        </div>
      ) : null}
      {story.data && entries.length === 0 ? (
        <p className={styles.nothing}>
          <FormattedMessage {...texts.nothing} />
        </p>
      ) : null}
      <ol className={styles.entries}>
        {entries.map((entry, i) => {
          const day = dayOf(Date.parse(entry.at), formats.zone);
          const last = i > 0 ? dayOf(Date.parse(entries[i - 1]?.at ?? ""), formats.zone) : "";
          const said = formats.date(day);
          return (
            <li key={`${entry.lead}/${entry.seq}`}>
              {day === last ? null : (
                <h3 className={styles.day}>{day === today ? intl.formatMessage(texts.today, { day: said }) : said}</h3>
              )}
              <Line entry={entry} lead={lead} unfolded={unfolded} />
            </li>
          );
        })}
      </ol>
      {story.hasNextPage ? (
        <div>
          <Button isDisabled={story.isFetchingNextPage} onPress={() => void story.fetchNextPage()}>
            <FormattedMessage {...texts.more} />
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Line({ entry, lead, unfolded }: { entry: Entry; lead: string; unfolded: boolean }) {
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
  const say = (value: unknown) => {
    if (value === null || value === undefined || value === "") return intl.formatMessage(texts.notSet);
    return typeof value === "number"
      ? formats.number(value)
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
  };
  return (
    <ul className={styles.changes}>
      {entry.changes.map((one) => {
        const label =
          about.fields.find((field) => field.own === one.field || field.id === one.field)?.label ?? one.field;
        const state = one.field === "state";
        const person = one.field === "assignee";
        const shown = (value: unknown) =>
          state && typeof value === "string" ? (
            <StateOf id={value} parts={parts} />
          ) : (
            <span dir="auto">
              {person && typeof value === "string" ? (about.personOf.get(value)?.name ?? value) : say(value)}
            </span>
          );
        return (
          <li key={one.field}>
            {state ? null : <span className={styles.meta}>{label}</span>}
            {one.from === null || one.from === undefined ? null : state ? shown(one.from) : <s>{shown(one.from)}</s>}
            {one.from === null || one.from === undefined ? null : (
              <Icon of={ArrowRight} size={14} className={styles.arrow} />
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
      get<{ chain: readonly string[]; hash: string }>("/api/v1/accounts/{account}/leads/{lead}/history/{entry}", {
        params: { path: { account, lead: entry.lead, entry: String(entry.seq) } },
        signal,
      }),
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
