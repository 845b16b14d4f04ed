import type { ReactNode } from "react";

/** Fold a text as the search does: without case and marks. Gives one letter per letter, so that places stay. */
function folded(text: string): string {
  return [...text]
    .map((letter) => [...letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()][0] ?? letter)
    .join("");
}

/** The places in a text where words of a search begin a word or stand within one: pairs of begin and end, in order. */
export function hits(text: string, search: string): [number, number][] {
  const letters = [...folded(text)];
  const words = search
    .split(/\s+/)
    .map((word) => [...folded(word)])
    .filter((word) => word.length > 0);
  const hit = letters.map(() => false);
  for (const word of words) {
    for (let start = 0; start + word.length <= letters.length; start++) {
      if (word.every((letter, place) => letters[start + place] === letter)) hit.fill(true, start, start + word.length);
    }
  }
  const found: [number, number][] = [];
  for (let place = 0; place < hit.length; place++) {
    if (!hit[place]) continue;
    const start = place;
    while (place < hit.length && hit[place]) place++;
    found.push([start, place]);
  }
  return found;
}

/** A text with what was searched for marked. */
export function marked(text: string, search: string): ReactNode {
  const letters = [...text];
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [start, end] of hits(text, search)) {
    parts.push(letters.slice(done, start).join(""), <mark key={start}>{letters.slice(start, end).join("")}</mark>);
    done = end;
  }
  return [...parts, letters.slice(done).join("")];
}
