import { keep, kept } from "../../app/kept";

const TIMES = 3;

/** Whether the keys of the editor are still shown at once: the first three times, then after a pause only. */
export const hintsShown = (): boolean => Number(kept("cell-hints") ?? 0) < TIMES;

export function sawHint(): void {
  const times = Number(kept("cell-hints") ?? 0);
  if (times < TIMES) keep("cell-hints", String(times + 1));
}
