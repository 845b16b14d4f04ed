import { expect, test } from "vitest";
import { isolated } from "./isolated";
import { languageOf, localeFor } from "./languages";

test.each([
  [null, "ltr"],
  ["en", "ltr"],
  ["ar-XB", "rtl"],
  ["toString", "ltr"],
  ["xx", "ltr"],
])("%j runs %s", (chosen, direction) => {
  expect(languageOf(chosen).direction).toBe(direction);
});

test("numbers are written as the browser's owner is used to, in the language of the texts", () => {
  expect(localeFor("en", ["de-DE", "en-IN", "en-US"])).toBe("en-IN");
  expect(localeFor("en", ["de-DE"])).toBe("en");
});

test("a person's words are put between marks that keep their direction to themselves", () => {
  expect([...isolated("شقة")].map((letter) => letter.codePointAt(0)?.toString(16))).toEqual([
    "2068",
    "634",
    "642",
    "629",
    "2069",
  ]);
});
