/** A change of one field on its way to the API, and its answer on its way into the pages that are in memory. */

import type { QueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import type { Page } from "../data/rows";
import type { Raw } from "./patches";

/** What the API says of a field that somebody else changed meanwhile. */
export type Conflict = {
  readonly field: string;
  readonly yours: Raw;
  readonly theirs: {
    readonly value: Raw;
    readonly stamp: string | null;
    readonly by?: string | null;
    readonly actor?: string | null;
    readonly at?: string | null;
  };
};

export type Patched = {
  readonly version: number;
  readonly title: string;
  readonly value: unknown;
  readonly stamp: string | null;
};

/** Saves one field. `stamp`: of the value that was there when the editing began, null where there was none. */
export async function patchLead(
  account: string,
  lead: string,
  field: string,
  value: Raw,
  stamp: string | null,
  key: string,
): Promise<Patched | null> {
  const { lead: shown } = await answer(
    api.PATCH("/api/v1/accounts/{account}/leads/{lead}", {
      params: { path: { account, lead }, header: { "Idempotency-Key": key } },
      body: { fields: { [field]: { value, stamp } }, tags: { add: [], remove: [] } },
    }),
  );
  if (!shown) return null; // out of sight by now
  const cell = shown.fields[field];
  return { version: shown.version, title: shown.title, value: cell?.value ?? null, stamp: cell?.stamp ?? null };
}

/** Puts an answer into every page that shows the lead. */
export function savedInto(
  queries: QueryClient,
  account: string,
  lead: string,
  column: string,
  patched: Patched | null,
): void {
  if (patched === null) {
    void queries.invalidateQueries({ queryKey: [account, "leads"] });
    return;
  }
  queries.setQueriesData<Page>({ queryKey: [account, "leads", "page"] }, (page) => {
    if (!page?.data.some((row) => row.id === lead)) return page;
    return {
      ...page,
      data: page.data.map((row) => {
        if (row.id !== lead || row.version > patched.version) return row;
        return {
          ...row,
          // With another change in between the row is older than its version would say: the event of that one is awaited.
          version: patched.version === row.version + 1 ? patched.version : row.version,
          title: patched.title,
          cells: { ...row.cells, [column]: { ...row.cells[column], value: patched.value, stamp: patched.stamp } },
        } as typeof row;
      }),
    };
  });
  void queries.invalidateQueries({ queryKey: [account, "leads", "one", lead] });
}
