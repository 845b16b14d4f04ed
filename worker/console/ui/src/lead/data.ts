/** A lead whole, and the entries of its history. */

import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client";

export type Lead = Schemas["LeadShown"];

export const leadOf = (account: string, lead: string) =>
  queryOptions({
    queryKey: [account, "leads", "one", lead, "lead"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/accounts/{account}/leads/{lead}", { params: { path: { account, lead } }, signal })),
    staleTime: 10_000,
  });
