import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryText, equal, numberOf, numberSigns, numberText, read } from "./entries";

const india = numberSigns("en-IN");
const brazil = numberSigns("pt-BR");

describe("entries", () => {
  test("a number as it is written in a language is read as that number", () => {
    const locales = ["en-IN", "hi-IN", "pt-BR", "es-ES", "en-US", "de-DE", "fr-FR", "ar-EG"];
    fc.assert(
      fc.property(
        fc.constantFrom(...locales),
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.nat(99),
        (locale, whole, cents) => {
          const number = whole + Math.sign(whole || 1) * (cents / 100);
          const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(number);
          expect(numberOf(text, numberSigns(locale))).toBeCloseTo(number, 6);
          expect(numberOf(numberText(number, numberSigns(locale)), numberSigns(locale))).toBe(number);
        },
      ),
    );
  });

  test.each([
    ["₹ 85,00,000", 8_500_000],
    ["1.5", 1.5],
    [".5", 0.5],
    ["−3", -3],
    ["८५", 85],
    ["85 lakh", null],
    ["1.2.3", null],
    ["", null],
    ["99999999999999999999", null],
  ])("%j in India", (text, number) => {
    expect(numberOf(text, india)).toBe(number);
  });

  test("a comma is a decimal sign where it is one", () => {
    expect(numberOf("1.234,5", brazil)).toBe(1234.5);
  });

  test("each type says what it does not take", () => {
    expect(read("email", "asha@example", india, "Asia/Kolkata")).toEqual({ wrong: "email" });
    expect(read("email", " asha@example.com ", india, "Asia/Kolkata")).toEqual({ value: "asha@example.com" });
    expect(read("date", "2026-02-30x", india, "Asia/Kolkata")).toEqual({ wrong: "date" });
    expect(read("date", "2026-11-28", india, "Asia/Kolkata")).toEqual({ value: "2026-11-28" });
    expect(read("phone", "12-34", india, "Asia/Kolkata")).toEqual({ wrong: "phone" });
    expect(read("phone", "९८१२३ ४५६७८", india, "Asia/Kolkata")).toEqual({ value: "98123 45678" });
    expect(read("number", "many", india, "Asia/Kolkata")).toEqual({ wrong: "number" });
    expect(read("datetime", "2026-11-28T20:30", india, "Asia/Kolkata")).toEqual({ value: "2026-11-28T15:00:00Z" });
    expect(read("datetime", "2026-11-28", india, "Asia/Kolkata")).toEqual({ wrong: "date" });
    expect(entryText("datetime", "2026-11-28T15:00:42Z", india, "Asia/Kolkata")).toBe("2026-11-28T20:30");
    for (const type of ["text", "email", "phone", "dropdown", "number", "date", "datetime"] as const)
      expect(read(type, "  ", india, "Asia/Kolkata")).toEqual({ value: null });
    expect([equal(null, undefined), equal("a", "a"), equal(0, null)]).toEqual([true, true, false]);
  });
});
