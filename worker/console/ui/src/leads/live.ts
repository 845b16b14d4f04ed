/** Live events to what a list does about them: patch a row, count a new one, or ask again. Pure. */

/** An event of `GET /events` about a lead, as far as a list looks at it. */
export type LeadEvent = {
  readonly id: string;
  readonly version: number;
  readonly types: readonly string[];
  readonly changed: readonly string[];
};

export type Known = { readonly id: string; readonly version: number };

/** What waits for a refresh. */
export type Waiting = {
  readonly fresh: ReadonlySet<string>;
  readonly stale: ReadonlySet<string>;
  readonly gone: boolean;
};

export const IN_STEP: Waiting = { fresh: new Set(), stale: new Set(), gone: false };
const MAX_WAITING = 1_000;
const CREATED = "lead.created";

/**
 * Takes an event in. Rows of the page that are older than it are stale and are asked for by id; leads that were created
 * are new; what the page has already (the person's own change) is passed over.
 */
export function taken(waiting: Waiting, event: LeadEvent, page: readonly Known[]): Waiting {
  const row = page.find((one) => one.id === event.id);
  if (row) {
    if (row.version >= event.version) return waiting;
    return { ...waiting, stale: new Set(waiting.stale).add(event.id) };
  }
  if (!event.types.includes(CREATED)) return waiting;
  if (waiting.fresh.has(event.id) || waiting.fresh.size >= MAX_WAITING) return waiting;
  return { ...waiting, fresh: new Set(waiting.fresh).add(event.id) };
}

/** After rows came: those that are as new as the events said are no longer stale. */
export const refreshed = (waiting: Waiting, ids: readonly string[]): Waiting => {
  if (!ids.some((id) => waiting.stale.has(id))) return waiting;
  return { ...waiting, stale: new Set([...waiting.stale].filter((id) => !ids.includes(id))) };
};
