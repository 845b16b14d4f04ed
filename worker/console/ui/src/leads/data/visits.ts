/**
 * Pages belong to the moment in which their list was first read, so that what comes later shifts none (`as_of` of the API).
 * A visit is that moment's number: a list that is opened again, or asked otherwise, soon after keeps it, later it begins anew.
 */

export type Visit = { readonly question: string; readonly step: number };

export const KEPT_MS = 60_000; // as long as pages are kept in memory
const MAX_KEPT = 100;

const visits = new Map<string, { readonly step: number; readonly at: number }>();
const moments = new Map<number, string>();
let steps = 0;

/** The visit of a list: the last one where it began a moment ago, else another. */
export function visitOf(question: string, now = Date.now()): Visit {
  const last = visits.get(question);
  return last && now - last.at < KEPT_MS ? { question, step: last.step } : renewed(question, now);
}

/** Another visit: everything is asked for anew. */
export function renewed(question: string, now = Date.now()): Visit {
  steps += 1;
  moments.delete(visits.get(question)?.step ?? 0);
  visits.delete(question);
  visits.set(question, { step: steps, at: now });
  for (const [oldest, { step }] of visits) {
    if (visits.size <= MAX_KEPT) break;
    visits.delete(oldest);
    moments.delete(step);
  }
  return { question, step: steps };
}

/** Somebody goes elsewhere: how long they stayed does not count, only for how long they are away. */
export function left({ question, step }: Visit, now = Date.now()): void {
  if (visits.get(question)?.step === step) visits.set(question, { step, at: now });
}

/** The moment of a visit, once its first page was read. */
export const momentOf = (step: number): string | null => moments.get(step) ?? null;

export function noteMoment(step: number, asOf: string): void {
  if (!moments.has(step)) moments.set(step, asOf);
}
