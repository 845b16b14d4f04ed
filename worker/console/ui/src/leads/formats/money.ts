/** Large numbers on cards, in the words of the country: `1.4 crore` in India, `1.4M` elsewhere. Pure. */

const CRORE = 10_000_000;
const LAKH = 100_000;

/** How a number is said shortly: the scaled number and which word follows it. */
export type Short = { readonly scaled: number; readonly word: "crore" | "lakh" | null };

/** Numbers of a crore on and of whole lakhs are said so where people count in lakh; all others in full. */
export function short(value: number, locale: string): Short {
  if (!/-IN\b/.test(locale) && !/^hi\b/.test(locale)) return { scaled: value, word: null };
  const size = Math.abs(value);
  const tenths = (unit: number): boolean => size >= unit && Number.isInteger(Math.round((size / unit) * 1e6) / 1e5);
  if (size >= CRORE && tenths(CRORE)) return { scaled: value / CRORE, word: "crore" };
  return size >= LAKH && size < CRORE && size % LAKH === 0
    ? { scaled: value / LAKH, word: "lakh" }
    : { scaled: value, word: null };
}
