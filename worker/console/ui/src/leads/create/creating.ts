/** A lead made by hand, and the question whether its person is known. */

import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client";
import { ProblemError } from "../../api/problems";
import type { Raw } from "../editing/patches";

export type Typed = {
  readonly phone: string;
  readonly fields: Readonly<Record<string, Raw>>;
  /** Null: where the pipeline begins. */
  readonly state: string | null;
  readonly assignee: string | null;
  readonly note: string | null;
};
export type Made = {
  readonly id: string | null;
  readonly title: string;
  readonly outcome: "created" | "merged";
  /** Why the first note was not written. */
  readonly noteRefused: string | null;
};
export type Person = Schemas["ExistingLead"];

/** The lead that has this number; null: nobody's, or out of sight. `number`: with its country, empty while it is not whole. */
export const knownPerson = (account: string, number: string) =>
  queryOptions({
    queryKey: [account, "leads", "known", number],
    queryFn: async ({ signal }): Promise<Person | null> => {
      const path = "/api/v1/accounts/{account}/leads/exists";
      const found = await answer(api.GET(path, { params: { path: { account }, query: { phone: number } }, signal }));
      return found.lead;
    },
    enabled: number !== "",
    staleTime: 5_000,
  });

/** The person who is there already, where the API refused to make a lead because of them. */
export function personInTheWay(error: unknown): Person | null {
  if (!(error instanceof ProblemError) || error.kind !== "exists") return null;
  return (error.more.lead as Person | null | undefined) ?? null;
}

/**
 * Makes it. Somebody who is there is added to (`merge`), or is told of as a problem (`tell`): nobody is added to who did
 * not see it coming. `key`: the same for every try of one request.
 */
export async function createLead(
  account: string,
  typed: Typed,
  someoneThere: "merge" | "tell",
  key: string,
): Promise<Made> {
  const made = await answer(
    api.POST("/api/v1/accounts/{account}/leads", {
      params: { path: { account }, header: { "Idempotency-Key": key } },
      body: { ...typed, fields: { ...typed.fields }, tags: [], if_exists: someoneThere },
    }),
  );
  return {
    id: made.lead?.id ?? null,
    title: made.lead?.title ?? typed.phone,
    outcome: made.outcome,
    noteRefused: made.note_refused,
  };
}
