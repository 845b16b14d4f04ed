import { useQueries } from "@tanstack/react-query";
import { Calendar, Inbox, Plus, X } from "lucide-react";
import { useMemo } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Button } from "../../parts/Button";
import { Empty } from "../../parts/Empty";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { countOf } from "../data/rows";
import { type Way, waysOut } from "../filters/relaxed";
import { filterWords } from "../filters/say";
import { conjuncts } from "../filters/tree";
import { useLeads } from "../LeadsContext";
import type { Shown } from "../useListing";
import styles from "./Nothing.module.css";

const texts = defineMessages({
  none: { id: "nothing.none", defaultMessage: "No leads yet" },
  how: {
    id: "nothing.how",
    defaultMessage: "The first WhatsApp message to one of your numbers makes one by itself. You can also type one in.",
  },
  newLead: { id: "nothing.newLead", defaultMessage: "New lead" },
  filters: {
    id: "nothing.filters",
    defaultMessage:
      "{count, plural, =0 {Nothing is here} one {Nothing matches this filter} other {Nothing matches all {number} filters}}",
  },
  take: { id: "nothing.take", defaultMessage: "Take one away to see:" },
  search: { id: "nothing.search", defaultMessage: "Search “{text}”" },
  all: { id: "nothing.allTime", defaultMessage: "Search all time" },
  finds: { id: "nothing.finds", defaultMessage: "finds {count, plural, =0 {nothing either} other {{number}}}." },
  count: { id: "nothing.count", defaultMessage: "{count, plural, one {# lead} other {{number} leads}}" },
});

/** Why a list is empty, and the ways out, each with what it would find. */
export function Nothing({ shown, onNew }: { shown: Shown; onNew: (() => void) | null }) {
  const intl = useIntl();
  const { about, formats } = useLeads();
  const { filter, search } = shown.listing;
  const ways = useMemo(() => waysOut({ filter, search }), [filter, search]);
  const counts = useQueries({
    queries: ways.map((way) => countOf(shown.account, way.question.filter, way.question.search)),
  });
  const found = (way: Way): number | undefined => counts[ways.indexOf(way)]?.data?.count.value;
  const allTime = ways.find((way) => way.kind === "all_time");
  const narrowing = ways.filter((way) => way.kind !== "all_time");
  const nowhere = narrowing.length === 0 && (!allTime || found(allTime) === 0);
  if (nowhere) {
    return (
      <div className={styles.nothing}>
        <Empty
          icon={Inbox}
          good
          title={<FormattedMessage {...texts.none} />}
          actions={
            onNew ? (
              <Button look="primary" onPress={onNew}>
                <Icon of={Plus} />
                <FormattedMessage {...texts.newLead} />
              </Button>
            ) : null
          }
        >
          <FormattedMessage {...texts.how} />
        </Empty>
      </div>
    );
  }
  const number = conjuncts(filter).length + (search.trim() ? 1 : 0);
  const words = (way: Way): string =>
    way.kind === "part"
      ? filterWords(way.part, { intl, formats, byId: about.byId })
      : intl.formatMessage(texts.search, { text: search.trim() });
  return (
    <div className={styles.nothing}>
      <div className={styles.ways} role="status">
        <h2>
          <FormattedMessage {...texts.filters} values={{ count: number, number: formats.count(number) }} />
        </h2>
        {narrowing.length > 0 ? (
          <>
            <p>
              <FormattedMessage {...texts.take} />
            </p>
            <ul>
              {narrowing.map((way) => (
                <li key={words(way)}>
                  <button type="button" className={styles.way} onClick={() => shown.show(way.question)}>
                    <Icon of={X} size={14} />
                    <span className="trunc" dir="auto">
                      {words(way)}
                    </span>
                    <span className={styles.count}>
                      {found(way) === undefined ? (
                        "…"
                      ) : (
                        <FormattedMessage
                          {...texts.count}
                          values={{ count: found(way) ?? 0, number: formats.count(found(way) ?? 0) }}
                        />
                      )}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        {allTime ? (
          <div className={styles.all}>
            <Icon of={Calendar} size={14} />
            <button type="button" className="link" onClick={() => shown.show(allTime.question)}>
              <FormattedMessage {...texts.all} />
            </button>
            {found(allTime) === undefined ? null : (
              <FormattedMessage
                {...texts.finds}
                values={{ count: found(allTime) ?? 0, number: formats.count(found(allTime) ?? 0) }}
              />
            )}
          </div>
        ) : null}
      </div>
    </div>
  );
}
