import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api } from "../api/client";
import { Failure } from "../app/Failure";
import { dayOf } from "../leads/formats/times";
import { useLeads } from "../leads/LeadsContext";
import { Button } from "../parts/Button";
import { Bone } from "../parts/Skeleton";
import { defineMessages } from "../text/define";
import { type Actor, actors, type Entry, type Kind, kinds } from "./kinds";
import styles from "./Story.module.css";
import { StoryEntry } from "./StoryEntry";

const texts = defineMessages({
  type: { id: "story.type", defaultMessage: "Type" },
  by: { id: "story.by", defaultMessage: "By" },
  all: { id: "story.all", defaultMessage: "all" },
  anyone: { id: "story.anyone", defaultMessage: "anyone" },
  nothing: { id: "story.nothing", defaultMessage: "Nothing of this kind happened." },
  more: { id: "story.more", defaultMessage: "Show older" },
  today: { id: "story.today", defaultMessage: "Today, {day}" },
  reading: { id: "story.reading", defaultMessage: "Entries are being read" },
});

type Page = { readonly data: readonly Entry[]; readonly next: number | string | null };

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
        return answer(api.GET("/api/v1/accounts/{account}/leads/{lead}/history", { params: { path, query }, signal }));
      }
      const query = { limit: PAGE, kinds: kind, ...by, ...(pageParam === null ? {} : { before: String(pageParam) }) };
      return answer(api.GET("/api/v1/accounts/{account}/leads/{lead}/timeline", { params: { path, query }, signal }));
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
              <StoryEntry entry={entry} lead={lead} unfolded={unfolded} />
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
