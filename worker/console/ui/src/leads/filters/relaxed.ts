/** What a list that finds nothing can offer: the same question with one part taken away. Pure. */

import { joined, parted } from "./created";
import type { Filter } from "./tree";

export type Question = { readonly filter: Filter; readonly search: string };
export type Way =
  | { readonly kind: "part"; readonly part: Filter; readonly place: number; readonly question: Question }
  | { readonly kind: "search" | "all_time"; readonly question: Question };

const MAX_WAYS = 6;

/** The ways out of a question without an answer: each filter taken away, the search given up, all time. */
export function waysOut(question: Question): readonly Way[] {
  const { created, rest } = parted(question.filter);
  const ways: Way[] = rest.slice(0, MAX_WAYS).map((part, place) => ({
    kind: "part",
    part,
    place,
    question: {
      ...question,
      filter: joined(
        created,
        rest.filter((_, i) => i !== place),
      ),
    },
  }));
  if (question.search.trim()) ways.push({ kind: "search", question: { ...question, search: "" } });
  if (created) ways.push({ kind: "all_time", question: { ...question, filter: joined(null, rest) } });
  return ways;
}
