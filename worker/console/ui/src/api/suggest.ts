import { queryOptions } from "@tanstack/react-query";
import { problemOf } from "./problems";

export interface Suggested {
  id: string;
  title: string;
  state: string | null;
  phone: string | null;
}

/** Up to ten leads for the jump box, as somebody types. */
export const suggestions = (account: string, text: string) =>
  queryOptions({
    queryKey: [account, "suggest", text],
    queryFn: async ({ signal }): Promise<{ data: Suggested[] }> => {
      const response = await fetch(
        `/api/v1/accounts/${encodeURIComponent(account)}/leads/suggest?q=${encodeURIComponent(text)}`,
        { signal },
      );
      if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null), response.headers);
      return response.json();
    },
    staleTime: 30_000,
  });
