/**
 * Changes that are shown before they are saved. Pure.
 *
 * Rows of the server are never touched: what a person typed lies over them until the answer is there. Then the answer's
 * row takes its place, or the old value shows again with the reason beside it. So there is nothing to roll back by hand,
 * and a change of somebody else beneath it is not lost.
 */

export type Raw = string | number | null;

/** A cell as the API gives it. */
export type Cell = { readonly value: Raw; readonly stamp: string | null };

/** One lead's field in change. */
export type Change = {
  readonly key: string;
  readonly lead: string;
  readonly field: string;
  readonly value: Raw;
  readonly before: Cell | null;
  readonly state: "saving" | "refused" | "conflict";
  readonly reason: string | null;
};

export type Changes = ReadonlyMap<string, Change>;

export const NO_CHANGES: Changes = new Map();

const placeOf = (lead: string, field: string): string => `${lead}/${field}`;

/** The change at a cell. */
export const changeAt = (changes: Changes, lead: string, field: string): Change | undefined =>
  changes.get(placeOf(lead, field));

/** Begins one; a former one at the same cell is replaced. */
export function saving(changes: Changes, change: Omit<Change, "state" | "reason">): Changes {
  return new Map(changes).set(placeOf(change.lead, change.field), { ...change, state: "saving", reason: null });
}

/** Ends one that was saved: nothing lies over the row any more. */
export const saved = (changes: Changes, key: string): Changes => without(changes, key);

/** One was refused: the old value shows, with the reason. */
export const refused = (changes: Changes, key: string, reason: string): Changes =>
  changed(changes, key, { state: "refused", reason });

/** Somebody else changed the cell meanwhile: the question is open what holds. */
export const conflicting = (changes: Changes, key: string): Changes => changed(changes, key, { state: "conflict" });

/** Takes the reason away. */
export const dismissed = (changes: Changes, lead: string, field: string): Changes => {
  const found = changeAt(changes, lead, field);
  return found && found.state !== "saving" ? without(changes, found.key) : changes;
};

/** What a cell shows: what is being saved or asked about, else what the server said. */
export function shownValue(changes: Changes, lead: string, field: string, cell: Cell | null | undefined): Raw {
  const change = changeAt(changes, lead, field);
  return change && change.state !== "refused" ? change.value : (cell?.value ?? null);
}

/** The changes of one lead, for a row that must be drawn anew only where its own change; the same object while the same. */
export function ofLead(changes: Changes, lead: string, last: readonly Change[] = []): readonly Change[] {
  const found = [...changes.values()].filter((change) => change.lead === lead);
  const equal = found.length === last.length && found.every((change, i) => change === last[i]);
  return equal ? last : found;
}

function changed(changes: Changes, key: string, more: Partial<Change>): Changes {
  const next = new Map<string, Change>();
  for (const [place, change] of changes) next.set(place, change.key === key ? { ...change, ...more } : change);
  return next;
}

function without(changes: Changes, key: string): Changes {
  return new Map([...changes].filter(([, change]) => change.key !== key));
}
