/** Live events to what a list does about them: read a row anew, or count what a refresh would bring. Pure. */

/** An event of `GET /events` about a lead, as far as a list looks at it. `order`: sorts as the moment of creation. */
export type LeadEvent = {
  readonly id: string;
  readonly version: number;
  readonly types: readonly string[];
  readonly order: string;
};

/** What a list shows. `asOf`: the highest order when it was read; `readAt`: when that was, by this browser's clock. */
export type Listed = {
  readonly rows: readonly { readonly id: string; readonly version: number }[];
  readonly asOf: string | null;
  readonly readAt: number;
};

/** A lead that came. `tries`: how often the list was asked for it and did not have it yet. */
export type Came = { readonly order: string; readonly heard: number; readonly tries: number };

/** What waits: leads that may belong into the list, those that do, and rows that somebody changed. */
export type Waiting = {
  readonly asked: ReadonlyMap<string, Came>;
  readonly fresh: ReadonlyMap<string, Came>;
  readonly stale: ReadonlySet<string>;
};

/** A lead of the list, the newest first, as it would be read now. `created`: Unix ms. */
export type Newest = { readonly id: string; readonly created: number };

export const IN_STEP: Waiting = { asked: new Map(), fresh: new Map(), stale: new Set() };
/** When the list is asked whether it has a lead that came, ms after the try before: it is told of a lead a little later. */
export const DELAYS = [250, 600, 1_500, 4_000] as const;
const CREATED = "lead.created";
const MAX_WAITING = 1_000;
const ORDER_SHIFT = 22n; // bits of an order below its milliseconds (`worker/finding/order.py`)
const SURE_MS = 2_000; // an event this long after the list was read tells of what it cannot have

/** Tells whether a lead came after the list was read. Senders' clocks run ahead at times, and with them the orders. */
function isNew({ order, heard }: Came, { asOf, readAt }: Listed): boolean {
  return asOf === null || BigInt(order) > BigInt(asOf) || heard > readAt + SURE_MS;
}

/**
 * Takes an event in. Rows that are older than it are stale; leads that were created are asked for, since they may not meet
 * the filter; what the list has already (the person's own change) is passed over.
 */
export function taken(waiting: Waiting, event: LeadEvent, list: Listed, now: number): Waiting {
  const row = list.rows.find((one) => one.id === event.id);
  if (row) {
    if (row.version >= event.version) return waiting;
    return { ...waiting, stale: new Set(waiting.stale).add(event.id) };
  }
  const came = { order: event.order, heard: now, tries: 0 };
  if (!event.types.includes(CREATED) || waiting.fresh.has(event.id) || !isNew(came, list)) return waiting;
  if (waiting.asked.size >= MAX_WAITING) return waiting;
  return { ...waiting, asked: new Map(waiting.asked).set(event.id, came) };
}

/** Takes in what the list would show now: those that came and are there are new, others are asked for a few times. */
export function answered(waiting: Waiting, newest: readonly Newest[], list: Listed, now: number): Waiting {
  const shown = new Set(list.rows.map((row) => row.id));
  const fresh = new Map(waiting.fresh);
  for (const { id, created } of newest) {
    const missed = { order: String(BigInt(created) << ORDER_SHIFT), heard: 0, tries: 0 };
    const came = waiting.asked.get(id) ?? (isNew(missed, list) ? { ...missed, heard: now } : undefined);
    if (came && !shown.has(id) && isNew(came, list)) fresh.set(id, came);
  }
  const asked = [...waiting.asked]
    .filter(([id, came]) => !fresh.has(id) && !shown.has(id) && came.tries + 1 < DELAYS.length)
    .map(([id, came]) => [id, { ...came, tries: came.tries + 1 }] as const);
  return { ...waiting, asked: new Map(asked), fresh };
}

/** After the list was read anew: what it has, or had its chance to have, waits no longer. */
export function inStep(waiting: Waiting, list: Listed): Waiting {
  const shown = new Set(list.rows.map((row) => row.id));
  const keep = (some: ReadonlyMap<string, Came>) =>
    new Map([...some].filter(([id, came]) => !shown.has(id) && isNew(came, list)));
  const [asked, fresh] = [keep(waiting.asked), keep(waiting.fresh)];
  if (asked.size === waiting.asked.size && fresh.size === waiting.fresh.size) return waiting;
  return { ...waiting, asked, fresh };
}

/** Another list is shown: whether it has what came is not known any more. */
export function doubted(waiting: Waiting): Waiting {
  if (waiting.fresh.size === 0 && waiting.asked.size === 0) return waiting;
  const again = [...waiting.fresh, ...waiting.asked].map(([id, came]) => [id, { ...came, tries: 0 }] as const);
  return { ...waiting, asked: new Map(again), fresh: new Map() };
}

/** Rows that were read anew are no longer stale. */
export const refreshed = (waiting: Waiting, ids: Iterable<string>): Waiting => {
  const stale = new Set(waiting.stale);
  for (const id of ids) stale.delete(id);
  return stale.size === waiting.stale.size ? waiting : { ...waiting, stale };
};

/** How long until the list is asked again, ms; null: nothing has to be asked. Many at once are not asked for one by one. */
export function nextAsk({ asked }: Waiting): number | null {
  if (asked.size === 0) return null;
  const tries = Math.min(...[...asked.values()].map((came) => came.tries));
  return asked.size > 50 ? 3_000 : (DELAYS[tries] ?? 4_000);
}
