/** A lead made by hand, and the question whether its person is known. */

import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client";
import { post } from "../../api/untyped";
import type { Raw } from "../editing/patches";

export type Typed = {
  readonly phone: string;
  readonly fields: Readonly<Record<string, Raw>>;
  readonly assignee: string | null;
  readonly note: string | null;
};
export type Made = { readonly id: string | null; readonly title: string; readonly outcome: "created" | "merged" };
export type Person = Schemas["SuggestedLead"];

/** The lead that has this number; null: nobody's. `number`: with its country, empty while it is not whole. */
export const knownPerson = (account: string, number: string) =>
  queryOptions({
    queryKey: [account, "leads", "known", number],
    queryFn: async ({ signal }): Promise<Person | null> => {
      const found = await answer(
        api.GET("/api/v1/accounts/{account}/leads/suggest", {
          params: { path: { account }, query: { q: number } },
          signal,
        }),
      );
      return found.data.find((one) => one.phone === number) ?? null;
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
