/** What the address of the dashboard holds. */
export interface LeadsSearch {
  q?: string | undefined;
}

export function readLeadsSearch(search: Record<string, unknown>): LeadsSearch {
  return { q: typeof search.q === "string" && search.q ? search.q : undefined };
}
