import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digitPieces, pieces, termsOf } from "./marks";

const shown = (text: string, search: string) =>
  pieces(text, termsOf(search))
    .map((one) => (one.hit ? `[${one.text}]` : one.text))
    .join("");

describe("marks of a search", () => {
  test.each([
    ["Asha Rao", "asha", "[Asha] Rao"],
    ["Natasha Rao", "asha", "Natasha Rao"], // words are found from their beginning
    ["João Ferreira", "joao fer", "[João] [Fer]reira"],
    ["प्रिया शर्मा", "प्रिया", "[प्रिया] शर्मा"],
    ["Asha Rao", "", "Asha Rao"],
    ["a b", "a", "a b"], // one letter marks nothing
  ])("%s, %s", (text, search, marked) => {
    expect(shown(text, search)).toBe(marked);
  });

  test("digits of a number, also across its blanks", () => {
    expect(digitPieces("+91 98123 45678", "45678").map((one) => one.hit)).toEqual([false, true]);
    expect(digitPieces("+91 98123 45678", "2345").find((one) => one.hit)?.text).toBe("23 45");
    expect(digitPieces("+91 98123 45678", "99").map((one) => one.text)).toEqual(["+91 98123 45678"]);
  });

  test("pieces put together are the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme", maxLength: 6 }), (text, search) => {
        expect(
          pieces(text, termsOf(search))
            .map((one) => one.text)
            .join(""),
        ).toBe(text);
        expect(
          digitPieces(text, search)
            .map((one) => one.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});
