/** Phone numbers for reading: `+919812345678` as `+91 98123 45678`. Pure. */

/** How the digits after a country's code are grouped, by how many there are; from the countries' numbering plans. */
const GROUPS: Readonly<Record<string, Readonly<Record<number, readonly number[]>>>> = {
  "1": { 10: [3, 3, 4] },
  "7": { 10: [3, 3, 2, 2] },
  "20": { 10: [2, 4, 4] },
  "27": { 9: [2, 3, 4] },
  "33": { 9: [1, 2, 2, 2, 2] },
  "34": { 9: [3, 3, 3] },
  "39": { 10: [3, 3, 4] },
  "44": { 10: [4, 6] },
  "49": { 10: [3, 7], 11: [3, 8] },
  "52": { 10: [2, 4, 4] },
  "54": { 11: [1, 2, 4, 4], 10: [2, 4, 4] },
  "55": { 11: [2, 5, 4], 10: [2, 4, 4] },
  "57": { 10: [3, 3, 4] },
  "60": { 9: [2, 3, 4], 10: [2, 4, 4] },
  "61": { 9: [3, 3, 3] },
  "62": { 10: [3, 3, 4], 11: [3, 4, 4] },
  "63": { 10: [3, 3, 4] },
  "65": { 8: [4, 4] },
  "66": { 9: [2, 3, 4] },
  "81": { 10: [2, 4, 4] },
  "84": { 9: [2, 3, 4] },
  "86": { 11: [3, 4, 4] },
  "90": { 10: [3, 3, 4] },
  "91": { 10: [5, 5] },
  "92": { 10: [3, 7] },
  "94": { 9: [2, 3, 4] },
  "234": { 10: [3, 3, 4] },
  "254": { 9: [3, 6] },
  "351": { 9: [3, 3, 3] },
  "880": { 10: [4, 6] },
  "966": { 9: [2, 3, 4] },
  "971": { 9: [2, 3, 4] },
  "977": { 10: [3, 7] },
};

/** Country codes of two digits (ITU E.164); 1 and 7 have one, all others three. */
const TWO = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);

/** The country code at the start of the digits of an international number. */
export function countryCode(digits: string): string {
  if (digits.startsWith("1") || digits.startsWith("7")) return digits.slice(0, 1);
  return TWO.has(digits.slice(0, 2)) ? digits.slice(0, 2) : digits.slice(0, 3);
}

/** An international number with blanks between its groups; anything else as it is. */
export function phoneText(number: string): string {
  const found = /^\+(\d{7,15})$/.exec(number);
  if (!found) return number;
  const digits = found[1] as string;
  const code = countryCode(digits);
  const rest = digits.slice(code.length);
  const lengths = GROUPS[code]?.[rest.length] ?? threes(rest.length);
  let at = 0;
  const groups = lengths.map((length) => {
    at += length;
    return rest.slice(at - length, at);
  });
  return `+${[code, ...groups].join(" ")}`;
}

/** Groups of three from the left, so that no single digit stands alone at the end. */
function threes(length: number): readonly number[] {
  const groups: number[] = [];
  for (let left = length; left > 0; ) {
    const size = left === 4 ? 4 : Math.min(3, left);
    groups.push(size);
    left -= size;
  }
  return groups;
}

/** Countries that the new-lead sheet offers first, with their codes; the account's own comes before them. */
export const COUNTRIES: readonly (readonly [string, string])[] = [
  ["IN", "91"], ["AE", "971"], ["BR", "55"], ["ES", "34"], ["PT", "351"], ["GB", "44"], ["US", "1"], ["MX", "52"], ["AR", "54"],
  ["CO", "57"], ["NG", "234"], ["KE", "254"], ["ZA", "27"], ["SA", "966"], ["SG", "65"], ["MY", "60"], ["ID", "62"], ["PH", "63"],
  ["VN", "84"], ["TH", "66"], ["LK", "94"], ["NP", "977"], ["BD", "880"], ["PK", "92"], ["AU", "61"], ["DE", "49"], ["FR", "33"],
  ["IT", "39"], ["TR", "90"], ["EG", "20"], ["JP", "81"], ["CN", "86"],
]; // biome-ignore format: a table

/** A number as typed with a country chosen: international where it says so itself, else the country's. */
export function dialled(typed: string, code: string): string {
  const plain = typed.trim();
  if (/^(\+|00)/.test(plain)) return `+${plain.replace(/^00/, "").replace(/\D/g, "")}`;
  const digits = plain.replace(/\D/g, "");
  return digits === "" ? "" : `+${code}${digits.replace(/^0+/, "")}`;
}

/** Tells whether so many digits may be a whole number, so that asking whether it is known makes sense. */
export const dialable = (number: string): boolean => /^\+\d{8,15}$/.test(number);
