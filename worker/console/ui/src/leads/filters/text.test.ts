import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FilterTextError, filterOf, filterOrNull, filterText } from "./text";
import {
  canonical,
  type Filter,
  LISTED,
  OPERATORS,
  type Operator,
  type Scalar,
  UNITS,
  VALUELESS,
  type Value,
} from "./tree";

const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }), // whole letters: halves of pairs do not pass through addresses
  fc.constantFrom(
    "",
    "'",
    "true",
    "30days",
    "12",
    "-0",
    "1e5",
    "01",
    "a,b~c(d)!e.f",
    "not(x)",
    "any",
    " ",
    "पुणे",
    "+91 98",
  ),
);
const numbers = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((number) => (number === 0 ? 0 : number)); // there is no second zero in JSON
const scalars: fc.Arbitrary<Scalar> = fc.oneof(texts, numbers, fc.boolean());
const spans = fc.record({ unit: fc.constantFrom(...UNITS), count: fc.integer({ min: 1, max: 99_999 }) });
const single: fc.Arbitrary<Value> = fc.oneof(
  scalars,
  spans.map(({ unit, count }) => ({ [unit]: count })),
);
const names = fc.oneof(
  fc.constantFrom("state", "created_at", "fields.state", "any", "not"),
  fc.string({ minLength: 1 }),
);

const condition = fc.tuple(names, fc.constantFrom(...OPERATORS)).chain(([field, op]): fc.Arbitrary<Filter> => {
  if (VALUELESS.has(op)) return fc.constant({ field, op });
  const value: fc.Arbitrary<Value> = LISTED.has(op) ? fc.array(scalars, { maxLength: 5 }) : single;
  return value.map((found) => ({ field, op, value: found }));
});

function filters(levels: number): fc.Arbitrary<Filter> {
  if (levels === 0) return condition;
  const inner = filters(levels - 1);
  return fc.oneof(
    condition,
    fc.array(inner, { maxLength: 3 }).map((all) => ({ all })),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    inner.map((not) => ({ not })),
  );
}

describe("filters in the address", () => {
  test("a filter that is written and read again says the same", () => {
    fc.assert(
      fc.property(filters(4), (filter) => {
        expect(canonical(filterOf(filterText(filter)))).toBe(canonical(filter));
      }),
      { numRuns: 500 },
    );
  });

  test("it survives the encoding of an address", () => {
    fc.assert(
      fc.property(filters(3), (filter) => {
        const text = filterText(filter);
        const address = new URLSearchParams(new URLSearchParams({ f: text }).toString());
        expect(address.get("f")).toBe(text);
      }),
    );
  });

  test("whatever stands in the address is read or refused with a place, and what was read is written the same again", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."~.,()!'anyotl30dsfie_ -+"), maxLength: 40 }), (text) => {
        const filter = filterOrNull(text);
        if (filter) expect(canonical(filterOf(filterText(filter)))).toBe(canonical(filter));
      }),
      { numRuns: 2_000 },
    );
  });

  test("reads as people would write it", () => {
    expect(
      filterText({
        all: [
          { field: "state", op: "in", value: ["new", "contacted"] },
          { field: "budget", op: "gte", value: 6_000_000 },
        ],
      }),
    ).toBe("state.in.new,contacted~budget.gte.6000000");
    expect(filterText({ field: "created_at", op: "last", value: { days: 30 } })).toBe("created_at.last.30days");
    expect(
      filterText({ any: [{ field: "city", op: "empty" }, { not: { field: "tag", op: "in", value: ["hot"] } }] }),
    ).toBe("any(city.empty~not(tag.in.hot))");
    expect(filterText(null)).toBe("");
  });

  test.each<[string, Operator, Value]>([
    ["pin.is.'411001", "is", "411001"],
    ["pin.is.411001", "is", 411001],
    ["pin.is.'", "is", ""],
    ["pin.is.4.5", "is", 4.5],
    ["pin.is.true", "is", true],
    ["pin.is.'true", "is", "true"],
    ["pin.is.Navi Mumbai!, East", "is", "Navi Mumbai, East"],
  ])("%s", (text, op, value) => {
    expect(filterOf(text)).toEqual({ all: [{ field: "pin", op, value }] });
  });

  test.each([
    "state",
    "state.",
    "state.like.x",
    "state.is",
    ".is.x",
    "any()",
    "any(city.empty",
    "city.empty)",
    "~",
    "a.is.x~",
    "a.is.!",
    "a.in.30days",
  ])("refuses %s", (text) => {
    expect(() => filterOf(text)).toThrow(FilterTextError);
    expect(filterOrNull(text)).toBeNull();
  });

  test("refuses what is nested too deep or too long, at once", () => {
    expect(filterOrNull("not(".repeat(5_000))).toBeNull();
    expect(filterOrNull(`a.is.${"x".repeat(20_000)}`)).toBeNull();
  });
});
