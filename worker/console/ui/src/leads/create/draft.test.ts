import { describe, expect, test } from "vitest";
import { numberSigns } from "../editing/entries";
import type { Field } from "../filters/catalogue";
import { faultsOf, phoneFault, sentFields } from "./draft";

const signs = numberSigns("en-IN");
const field = (id: string, type: string, more: Partial<Field> = {}): Field =>
  ({ id, own: id, label: id, type, required: false, locked: false, ...more }) as Field;
const FIELDS = [
  field("name", "text"),
  field("budget", "number"),
  field("configuration", "dropdown", { required: true }),
  field("visit", "date"),
  field("plan", "file", { required: true }),
  field("state", "system", { own: null, required: true }),
  field("margin", "number", { locked: true, required: true }),
];

describe("a new lead", () => {
  test("what is required and empty is missing, what cannot be is wrong, the rest is fine", () => {
    expect([...faultsOf(FIELDS, {}, signs, "Asia/Kolkata")]).toEqual([["configuration", "missing"]]);
    expect([...faultsOf(FIELDS, { configuration: "  ", budget: "much" }, signs, "Asia/Kolkata")]).toEqual([
      ["budget", "number"],
      ["configuration", "missing"],
    ]);
    expect(
      faultsOf(FIELDS, { configuration: "2 BHK", budget: "85,00,000", visit: "2026-12-02" }, signs, "Asia/Kolkata")
        .size,
    ).toBe(0);
  });

  test.each([
    ["", "", "missing"],
    ["  ", "", "missing"],
    ["98", "+9198", "phone"],
    ["98231 77001", "+919823177001", null],
  ] as const)("the number %j is told as %j", (typed, number, fault) => {
    expect(phoneFault(typed, number)).toBe(fault);
  });

  test("what was left empty is not sent", () => {
    const typed = { name: " Asha ", budget: "85,00,000", configuration: "", visit: "  ", margin: "7" };
    expect(sentFields(FIELDS, typed, signs, "Asia/Kolkata")).toEqual({ name: "Asha", budget: 8_500_000 });
  });
});
