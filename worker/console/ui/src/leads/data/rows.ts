/** Pages of leads, counts, and single rows, as the API gives them. */

import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client";
import type { SortKey } from "../address";
import { canonical, conjuncts, type Filter } from "../filters/tree";
import type { Newest } from "../live";
import { momentOf, noteMoment } from "./visits";

export type Row = Schemas["LeadRow"];
/** `readAt`: when it was read, by this browser's clock; what is put into it later does not change that. */
export type Page = Schemas["LeadQueryAnswer"] & { readonly readAt: number };
export type Asked = {
  readonly account: string;
  readonly filter: Filter;
  readonly search: string;
  readonly sort: readonly SortKey[];
  readonly page: number;
  readonly size: number;
  readonly columns: readonly string[];
  /** The visit that the pages belong to; another one after a refresh. */
  readonly step: number;
};

/** The key of everything that is asked with the same filter and search. */
const question = (asked: Pick<Asked, "filter" | "search">) => [canonical(asked.filter), asked.search.trim()] as const;

/** A filter as the API takes it: nothing for everything. */
export const sent = (filter: Filter): Schemas["LeadQuery"]["filter"] =>
  (conjuncts(filter).length > 0 ? { all: [...conjuncts(filter)] } : null) as Schemas["LeadQuery"]["filter"];

async function read(asked: Asked, signal: AbortSignal): Promise<Page> {
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
        as_of: momentOf(asked.step),
        after: null,
        cursor: null,
      },
      signal,
    }),
  );
  if (page.page.as_of) noteMoment(asked.step, page.page.as_of);
  return { ...page, readAt: Date.now() };
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

const PAGES_KEPT = 20;

/** Forgets all but the last pages that were looked at: somebody who leafs through hundreds keeps none of them in memory. */
export function forgetPages(queries: QueryClient, account: string): void {
  const cache = queries.getQueryCache();
  const left = cache.findAll({ queryKey: [account, "leads", "page"], type: "inactive" });
  left.sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt);
  for (const page of left.slice(PAGES_KEPT)) cache.remove(page);
}

/** What a list would begin with now, the newest first: whether it has leads that came. */
export async function newestOf(
  { account, filter, search }: Pick<Asked, "account" | "filter" | "search">,
  size: number,
): Promise<readonly Newest[]> {
  const { data } = await answer(
    api.POST("/api/v1/accounts/{account}/leads/query", {
      params: { path: { account } },
      body: {
        filter: sent(filter),
        search: search.trim(),
        sort: [],
        page: 1,
        size,
        columns: ["created_at"],
        count: "none",
        as_of: null,
        after: null,
        cursor: null,
      },
    }),
  );
  return data.map((row) => ({ id: row.id, created: Date.parse(String(row.cells.created_at?.value)) }));
}

/** Reads rows of a list anew, and puts them where they stand: nothing moves, though their place would be another now. */
export async function readAnew(
  queries: QueryClient,
  account: string,
  leads: readonly string[],
  columns: readonly string[],
): Promise<void> {
  const { data } = await answer(
    api.POST("/api/v1/accounts/{account}/leads/rows", {
      params: { path: { account } },
      body: { leads: [...leads], columns: [...columns] },
    }),
  );
  const anew = new Map(data.map((row) => [row.id, row]));
  for (const [key, page] of queries.getQueriesData<Page>({ queryKey: [account, "leads", "page"] })) {
    if (!page?.data.some((row) => (anew.get(row.id)?.version ?? 0) > row.version)) continue;
    queries.setQueryData<Page>(key, { ...page, data: page.data.map((row) => newer(row, anew.get(row.id))) });
  }
}

/** The later of two readings of a row. A page with columns that were not read keeps its version, as it is not whole. */
function newer(row: Row, other: Row | undefined): Row {
  if (!other || other.version <= row.version) return row;
  const whole = Object.keys(row.cells).every((column) => column in other.cells);
  return { ...other, version: whole ? other.version : row.version, cells: { ...row.cells, ...other.cells } };
}

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
