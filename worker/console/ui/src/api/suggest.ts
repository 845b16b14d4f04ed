import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

/** Up to ten leads for the jump box, as somebody types. */
export const suggestions = (account: string, text: string) =>
  queryOptions({
    queryKey: [account, "suggest", text],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/accounts/{account}/leads/suggest", {
          params: { path: { account }, query: { q: text } },
          signal,
        }),
      ),
    staleTime: 30_000,
  });
