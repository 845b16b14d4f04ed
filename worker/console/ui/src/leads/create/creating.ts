/** A lead made by hand, and the question whether its person is known. */

import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/untyped";
import type { Raw } from "../editing/patches";

export type Typed = {
  readonly phone: string;
  readonly fields: Readonly<Record<string, Raw>>;
  readonly assignee: string | null;
  readonly note: string | null;
};
export type Made = { readonly id: string | null; readonly title: string; readonly outcome: "created" | "merged" };
export type Person = {
  readonly id: string;
  readonly title: string;
  readonly state: string | null;
  readonly assignee: string | null;
};

/** The lead that has this number; null: nobody's, or out of sight. `number`: with its country, empty while it is not whole. */
export const knownPerson = (account: string, number: string) =>
  queryOptions({
    queryKey: [account, "leads", "known", number],
    queryFn: async ({ signal }): Promise<Person | null> => {
      const found = await get<{ lead: Person | null }>("/api/v1/accounts/{account}/leads/exists", {
        params: { path: { account }, query: { phone: number } },
        signal,
      });
      return found.lead;
    },
    enabled: number !== "",
    staleTime: 5_000,
  });

/** Makes it, or adds to the person who is there. `key`: the same for every try of one sheet. */
export async function createLead(account: string, typed: Typed, key: string): Promise<Made> {
  const made = await post<{ outcome: string; lead: { id: string; title: string } | null }>(
    "/api/v1/accounts/{account}/leads",
    {
      params: { path: { account }, header: { "Idempotency-Key": key } },
      body: {
        phone: typed.phone,
        fields: { ...typed.fields },
        assignee: typed.assignee,
        note: typed.note,
        if_exists: "merge",
      },
    },
  );
  return {
    id: made.lead?.id ?? null,
    title: made.lead?.title ?? typed.phone,
    outcome: made.outcome === "created" ? "created" : "merged",
  };
}
