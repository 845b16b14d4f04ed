/** Where the words of a search stand in a text, so that they can be marked. Pure. */

export type Piece = { readonly text: string; readonly hit: boolean };

const WORD = /[\p{L}\p{M}]+|\p{N}+/gu;

/** A text as the search compares it: without marks over letters, without case. */
export const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The words of a search; digits with blanks between them also as one number. */
export function termsOf(search: string): readonly string[] {
  const words = (search.match(WORD) ?? []).map(folded).filter((word) => word.length > 1 || !/^[a-z0-9]$/.test(word));
  const number = search.replace(/[^\d]/g, "");
  return [...new Set(number.length >= 4 && words.every((word) => /^\d+$/.test(word)) ? [...words, number] : words)];
}

/** A text in pieces, those that begin a word with a term as hits. */
export function pieces(text: string, terms: readonly string[]): readonly Piece[] {
  if (terms.length === 0 || text === "") return [{ text, hit: false }];
  const found: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(WORD)) {
    const length = hitLength(match[0], terms);
    if (length === 0) continue;
    if (match.index > done) found.push({ text: text.slice(done, match.index), hit: false });
    found.push({ text: text.slice(match.index, match.index + length), hit: true });
    done = match.index + length;
  }
  if (done < text.length) found.push({ text: text.slice(done), hit: false });
  return found;
}

/** How many characters of a word the longest term covers, 0 for none. */
function hitLength(word: string, terms: readonly string[]): number {
  const whole = folded(word);
  const best = Math.max(0, ...terms.filter((term) => whole.startsWith(term)).map((term) => term.length));
  if (best === 0) return 0;
  let length = 0;
  for (const sign of word) {
    if (folded(word.slice(0, length)).length >= best) break;
    length += sign.length;
  }
  while (length < word.length && /\p{M}/u.test(word[length] as string)) length += 1; // marks belong to the letter before
  return length;
}

/** A number as written, with the digits of a search as a hit, wherever they stand. */
export function digitPieces(text: string, search: string): readonly Piece[] {
  const wanted = search.replace(/\D/g, "");
  const plain = [...text].map((sign, at) => ({ sign, at })).filter(({ sign }) => /\d/.test(sign));
  const from =
    wanted.length < 4
      ? -1
      : plain
          .map(({ sign }) => sign)
          .join("")
          .lastIndexOf(wanted);
  if (from < 0) return [{ text, hit: false }];
  const start = plain[from]?.at ?? 0;
  const end = (plain[from + wanted.length - 1]?.at ?? 0) + 1;
  const parts = [
    { text: text.slice(0, start), hit: false },
    { text: text.slice(start, end), hit: true },
    { text: text.slice(end), hit: false },
  ];
  return parts.filter((part) => part.text !== "");
}
