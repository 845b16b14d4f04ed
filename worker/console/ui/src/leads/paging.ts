/** Page numbers below a list. Pure. */

export const SIZES = [10, 25, 50, 100] as const;
export const DEFAULT_SIZE = 10;
/** In place of numbers that are left out. */
export const GAP = "gap";
export type PageItem = number | typeof GAP;

/** How many pages a number of leads fills; of none one, which is empty. */
export const pagesOf = (total: number, size: number): number => Math.max(1, Math.ceil(total / Math.max(1, size)));

/** A page number that is there. */
export function clamped(page: number, pages: number): number {
  if (!Number.isFinite(page)) return 1;
  return Math.min(Math.max(1, Math.trunc(page)), Math.max(1, pages));
}

/**
 * The numbers to show: first, last, the present one and its neighbours, at most `slots` of them (odd, 5 at least), so that
 * the row keeps its width from page to page. A gap never stands for a single number.
 */
export function pageItems(page: number, pages: number, slots = 7): readonly PageItem[] {
  if (pages <= slots) return Array.from({ length: pages }, (_, i) => i + 1);
  const here = clamped(page, pages);
  const edge = slots - 2; // numbers in a row at an end
  const run = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
  if (here < edge) return [...run(1, edge), GAP, pages];
  if (here > pages - edge + 1) return [1, GAP, ...run(pages - edge + 1, edge)];
  const around = slots - 4;
  return [1, GAP, ...run(here - (around - 1) / 2, around), GAP, pages];
}

/** The numbers of the first and the last lead of a page; of none 0 and 0. */
export function rowsOf(page: number, size: number, shown: number): readonly [number, number] {
  const from = (page - 1) * size;
  return shown === 0 ? [0, 0] : [from + 1, from + shown];
}

/** What somebody typed into the page box: a page that is there, null where it is no number. */
export function typedPage(text: string, pages: number): number | null {
  const digits = text.replace(/[\s.,’'٬٫]/g, "");
  return /^\p{Nd}+$/u.test(digits) ? clamped(Number(latin(digits)), pages) : null;
}

/** Digits of any script as 0 to 9. */
export function latin(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) as number;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}
