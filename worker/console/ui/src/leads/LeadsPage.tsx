import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useIntl } from "react-intl";
import { meIn } from "../api/session";
import { announce } from "../app/announce";
import { Failure } from "../app/Failure";
import { useKeys } from "../app/keys";
import { useTitle } from "../app/title";
import { defineMessages } from "../text/define";
import { ActionBar } from "./ActionBar";
import { sortText } from "./address";
import { ColumnsMenu } from "./columns/ColumnsMenu";
import { useColumns } from "./columns/useColumns";
import { accountOf, schemaOf } from "./data/account";
import { forgetPages, pageOf } from "./data/rows";
import { cardLayout } from "./data/spaces";
import { left, renewed, visitOf } from "./data/visits";
import { useEdits } from "./editing/useEdits";
import { FilterBar } from "./FilterBar";
import { canonical } from "./filters/tree";
import { formatsOf, localeOf } from "./formats/formats";
import { LeadsContext } from "./LeadsContext";
import styles from "./LeadsPage.module.css";
import { Behind } from "./list/Behind";
import { useNow, usePhone, useSlow } from "./list/hooks";
import { Loading } from "./list/Loading";
import { AGAIN_MS, behindBy } from "./list/lagging";
import { Pager } from "./list/Pager";
import { useSelection } from "./list/useSelection";
import { useLive } from "./live/useLive";
import { termsOf } from "./marks";
import { DEFAULT_SIZE } from "./paging";
import { SpaceTabs } from "./SpaceTabs";
import { Grid } from "./table/Grid";
import { useListing } from "./useListing";

const texts = defineMessages({
  all: { id: "leads.all", defaultMessage: "All leads" },
  found: { id: "leads.found", defaultMessage: "{count, plural, =0 {No leads} one {# lead} other {# leads}}" },
  group: { id: "keys.list", defaultMessage: "List" },
  came: { id: "leads.came", defaultMessage: "{count, plural, one {# lead} other {# leads}} came; refresh shows them" },
  newLead: { id: "keys.newLead", defaultMessage: "New lead" },
  search: { id: "keys.search", defaultMessage: "Search" },
  refresh: { id: "keys.refresh", defaultMessage: "Refresh" },
});

// What opens over the list, and what phones show, is loaded when it is needed.
const Nothing = lazy(async () => ({ default: (await import("./list/Nothing")).Nothing }));
const SelectionBar = lazy(async () => ({ default: (await import("./list/SelectionBar")).SelectionBar }));
const Cards = lazy(async () => ({ default: (await import("./cards/Cards")).Cards }));
const FilterBarPhone = lazy(async () => ({ default: (await import("./FilterBarPhone")).FilterBarPhone }));
const LeadSheet = lazy(async () => ({ default: (await import("../lead/LeadSheet")).LeadSheet }));
const loadNewLead = async () => ({ default: (await import("./create/NewLead")).NewLead });
const NewLead = lazy(loadNewLead);
const ConflictDialog = lazy(async () => ({ default: (await import("./editing/ConflictDialog")).ConflictDialog }));

const CARD_COLUMNS = [
  "name",
  "phone",
  "state",
  "assignee",
  "incomplete",
  "follow_up",
  "window_until",
  "last_inbound_at",
];

/** The dashboard: spaces, filters, what is done with the list, the list, its pages. */
export function LeadsPage() {
  const intl = useIntl();
  const { account } = useParams({ from: "/within/$account" });
  const queries = useQueryClient();
  const me = useQuery(meIn(account));
  const schema = useQuery(schemaOf(account));
  const shown = useListing(account);
  const { listing, address } = shown;
  const phone = usePhone();
  const now = useNow();
  const view = listing.view ?? (phone ? "cards" : "table");
  const teammate = me.data?.teammate ?? null;
  const about = useMemo(
    () => (schema.data ? accountOf(schema.data, teammate, intl) : null),
    [schema.data, teammate, intl],
  );
  const formats = useMemo(
    () => formatsOf(localeOf(intl.locale, me.data?.region ?? null), me.data?.time_zone ?? "UTC"),
    [intl.locale, me.data],
  );
  const may = useMemo(() => new Set(me.data?.permissions ?? []), [me.data]);
  const columns = useColumns(account, about, shown);
  const cards = useQuery(cardLayout(account));
  const cardFields = useMemo(
    () => (cards.data?.layout.screen === "card" ? cards.data.layout.fields : []),
    [cards.data],
  );
  const asking = `${canonical(listing.filter)} ${listing.search.trim()}`;
  const question = `${account} ${asking} ${sortText(listing.sort)}`;
  const [visit, setVisit] = useState(() => visitOf(question));
  if (visit.question !== question) setVisit(visitOf(question));
  useEffect(() => () => left(visit), [visit]);
  const [refreshed, setRefreshed] = useState(false);
  const [selection, setSelection] = useSelection(account, asking);
  const [creating, setCreating] = useState<string | null>(null);
  const asked = useMemo(() => {
    const wanted = [...columns.shown.map((one) => one.id), ...CARD_COLUMNS, ...cardFields];
    return [...new Set(wanted)].filter((id) => about?.byId.has(id)).sort();
  }, [columns.shown, cardFields, about]);
  const size = address.size ?? DEFAULT_SIZE;
  const page = address.page ?? 1;
  const list = useQuery({
    ...pageOf({
      account,
      filter: listing.filter,
      search: listing.search,
      sort: listing.sort,
      page,
      size,
      columns: asked,
      step: visit.step,
    }),
    enabled: about !== null && columns.ready && !shown.waiting,
    refetchInterval: (query) => (behindBy(query.state.data) ? AGAIN_MS : false),
  });
  const there = list.data !== undefined;
  useEffect(() => {
    // After the list, so that the sheet opens without a connection, too.
    if (there) loadNewLead().catch(() => {});
  }, [there]);
  const rows = useMemo(() => list.data?.data ?? [], [list.data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page was turned
  useEffect(() => forgetPages(queries, account), [page, queries, account]);
  const edits = useEdits(account, about);
  const live = useLive(account, {
    rows,
    asOf: list.data?.page.as_of ?? null,
    readAt: list.data?.readAt ?? 0,
    question,
    filter: listing.filter,
    search: listing.search,
    columns: asked,
  });
  const slow = useSlow(list.isPending || list.isPlaceholderData);
  const refresh = useCallback(() => {
    setVisit(renewed(question));
    setRefreshed(true);
    void queries.invalidateQueries({ queryKey: [account, "leads", "count"] });
  }, [account, question, queries]);
  const empty = list.data && list.data.data.length === 0 && !list.isPlaceholderData;
  useEffect(() => {
    if (empty && live.fresh > 0) refresh(); // nothing is in sight that could move
  }, [empty, live.fresh, refresh]);
  const came = live.fresh > 0 && !empty;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the first one comes, not again for each
  useEffect(() => {
    if (came) announce(intl.formatMessage(texts.came, { count: live.fresh }));
  }, [came]);
  const open = useCallback((lead: string | undefined) => shown.go({ open: lead }), [shown.go]);
  const title = shown.space?.name ?? intl.formatMessage(texts.all);
  useTitle(title, me.data?.account_name);
  useKeys([
    {
      keys: "/",
      does: intl.formatMessage(texts.search),
      group: intl.formatMessage(texts.group),
      run: () => document.getElementById("leads-search")?.focus(),
    },
    { keys: "r", does: intl.formatMessage(texts.refresh), group: intl.formatMessage(texts.group), run: refresh },
    {
      keys: "+",
      does: intl.formatMessage(texts.newLead),
      group: intl.formatMessage(texts.group),
      run: () => may.has("lead.create") && setCreating(""),
    },
  ]);

  const total = list.data?.count ?? null;
  const told = total ? intl.formatMessage(texts.found, { count: total.value }) : "";
  useToldOnce(told, list.isFetching);

  const parts = useMemo(
    () => (about ? { about, formats, intl, now, terms: termsOf(listing.search), search: listing.search } : null),
    [about, formats, intl, now, listing.search],
  );
  if (schema.error || me.error) {
    return (
      <Failure error={schema.error ?? me.error} onAgain={() => void queries.refetchQueries({ queryKey: [account] })} />
    );
  }
  if (!parts) return <Loading />;
  const context = { ...parts, parts, account, may, edits, open, me: teammate };
  return (
    <LeadsContext value={context}>
      {phone ? (
        <Suspense fallback={null}>
          {" "}
          <FilterBarPhone
            shown={shown}
            total={total}
            title={title}
            onNew={may.has("lead.create") ? () => setCreating("") : null}
            fresh={live.fresh}
            onRefresh={refresh}
          />
        </Suspense>
      ) : (
        <>
          <SpaceTabs shown={shown} />
          <FilterBar shown={shown} />
          <ActionBar
            shown={shown}
            view={view}
            total={total}
            fresh={live.fresh}
            busy={list.isFetching && refreshed}
            onRefresh={refresh}
            columns={view === "table" ? <ColumnsMenu columns={columns} /> : null}
            onNew={may.has("lead.create") ? () => setCreating("") : null}
          />
        </>
      )}
      <Behind page={list.data} />
      <div className={styles.work} data-slow={slow ? "" : undefined} aria-busy={list.isFetching}>
        {list.error && !list.data ? (
          <Failure error={list.error} onAgain={() => void list.refetch()} />
        ) : !list.data ? (
          <Loading columns={columns.shown} cards={view === "cards"} />
        ) : empty ? (
          <Suspense fallback={<Loading />}>
            {" "}
            <Nothing shown={shown} onNew={may.has("lead.create") ? () => setCreating("") : null} />
          </Suspense>
        ) : view === "cards" ? (
          <Suspense fallback={<Loading cards />}>
            {" "}
            <Cards rows={rows} fields={cardFields} selection={selection} onSelect={setSelection} stale={live.changed} />
          </Suspense>
        ) : (
          <Grid
            rows={rows}
            columns={columns}
            shown={shown}
            selection={selection}
            onSelect={setSelection}
            total={total?.value ?? null}
            first={(list.data.page.number ?? page) * size - size}
            flashed={live.changed}
          />
        )}
        {selection.kind === "all" || selection.ids.size > 0 ? (
          <Suspense fallback={null}>
            {" "}
            <SelectionBar selection={selection} rows={rows} total={total} onSelect={setSelection} />
          </Suspense>
        ) : null}
      </div>
      {list.data ? (
        <Pager shown={shown} page={list.data.page} total={total} rows={rows.length} size={size} cards={phone} />
      ) : null}
      <Suspense fallback={null}>
        {creating !== null ? (
          <NewLead name={creating} onClose={() => setCreating(null)} onOpen={open} onMade={refresh} />
        ) : null}
        {edits.conflict ? <ConflictDialog edits={edits} /> : null}
        {address.open ? <LeadSheet lead={address.open} onClose={() => open(undefined)} /> : null}
      </Suspense>
    </LeadsContext>
  );
}

/** Tells those who hear the page how many were found, once per answer. */
function useToldOnce(told: string, busy: boolean): void {
  const [last, setLast] = useState("");
  if (!busy && told !== last) {
    setLast(told);
    if (last !== "") queueMicrotask(() => announce(told));
  }
}
