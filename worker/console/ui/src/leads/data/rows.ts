/** Pages of leads, counts, and single rows, as the API gives them. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client";
import type { SortKey } from "../address";
import { canonical, conjuncts, type Filter } from "../filters/tree";

export type Row = Schemas["LeadRow"];
export type Page = Schemas["LeadQueryAnswer"];
export type Asked = {
  readonly account: string;
  readonly filter: Filter;
  readonly search: string;
  readonly sort: readonly SortKey[];
  readonly page: number;
  readonly size: number;
  readonly columns: readonly string[];
  /** The moment that the pages belong to; another one after a refresh. */
  readonly step: number;
};

/** The key of everything that is asked with the same filter and search. */
const question = (asked: Pick<Asked, "filter" | "search">) => [canonical(asked.filter), asked.search.trim()] as const;

/** A filter as the API takes it: nothing for everything. */
export const sent = (filter: Filter): Schemas["LeadQuery"]["filter"] =>
  (conjuncts(filter).length > 0 ? { all: [...conjuncts(filter)] } : null) as Schemas["LeadQuery"]["filter"];

/** Pages belong to the moment of the first of them, so that what comes later shifts none; see `as_of` of the API. */
const moments = new Map<string, string>();

const momentOf = (asked: Asked): string =>
  JSON.stringify([asked.account, ...question(asked), asked.sort, asked.size, asked.step]);

async function read(asked: Asked, signal: AbortSignal): Promise<Page> {
  const moment = momentOf(asked);
  const page = await answer(
    api.POST("/api/v1/accounts/{account}/leads/query", {
      params: { path: { account: asked.account } },
      body: {
        filter: sent(asked.filter),
        search: asked.search.trim(),
        sort: asked.sort.map((key) => ({ ...key })),
        page: asked.page,
        size: asked.size,
        columns: [...asked.columns],
        count: "auto",
        as_of: moments.get(moment) ?? null,
        after: null,
        cursor: null,
      },
      signal,
    }),
  );
  if (page.page.as_of && !moments.has(moment)) {
    if (moments.size > 200) moments.clear();
    moments.set(moment, page.page.as_of);
  }
  return page;
}

/** A page. The one before stays in sight until it is there; a question that is given up is aborted. */
export const pageOf = (asked: Asked) =>
  queryOptions({
    queryKey: [
      asked.account,
      "leads",
      "page",
      ...question(asked),
      asked.sort,
      asked.page,
      asked.size,
      asked.columns,
      asked.step,
    ],
    queryFn: ({ signal }) => read(asked, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });

/** How many leads there are, counted in full. */
export const countOf = (account: string, filter: Filter, search: string) =>
  queryOptions({
    queryKey: [account, "leads", "count", canonical(filter), search.trim()],
    queryFn: ({ signal }) =>
      answer(
        api.POST("/api/v1/accounts/{account}/leads/count", {
          params: { path: { account } },
          body: { filter: sent(filter), search: search.trim() },
          signal,
        }),
      ),
    staleTime: 15_000,
    gcTime: 60_000,
  });

/** What a cell holds, as text or number; a list of texts where there may be several. */
export function heldBy(row: Row, id: string): string | number | readonly string[] | null {
  const value = row.cells[id]?.value as unknown;
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? value.map(String) : null;
}
