import type { Page } from "../data/rows";

/** From how far behind on people are told, in ms: a list that is read takes a few seconds anyway. */
const TOLD_MS = 5_000;
/** How soon a list that is behind is asked for again, in ms. */
export const AGAIN_MS = 5_000;

type Standing = Pick<Page, "finding_lag_ms" | "finding_complete">;

/** By how much a list is behind, in whole minutes, or seconds below one; null: by nothing worth a word. */
export function behindBy(page: Standing | undefined): "incomplete" | { minutes: number; seconds: number } | null {
  if (!page) return null;
  if (!page.finding_complete) return "incomplete";
  const lag = page.finding_lag_ms ?? 0;
  if (lag < TOLD_MS) return null;
  return { minutes: Math.floor(lag / 60_000), seconds: Math.floor(lag / 1_000) };
}
