import { describe, expect, it } from "vitest";
import { hits } from "./marked";

describe("what is marked", () => {
  it.each([
    ["Asha Rao", "asha", [[0, 4]]],
    ["Natasha Fernandes", "ASHA", [[3, 7]]],
    ["João Ferreira", "joao", [[0, 4]]],
    [
      "Asha Rao, Pune",
      "asha pune",
      [
        [0, 4],
        [10, 14],
      ],
    ],
    ["aaa", "aa", [[0, 3]]],
    ["Asha", "", []],
    ["😀 Asha", "asha", [[2, 6]]],
    ["Asha", "rao", []],
  ])("%s, %s", (text, search, places) => {
    expect(hits(text, search)).toEqual(places);
  });
});
