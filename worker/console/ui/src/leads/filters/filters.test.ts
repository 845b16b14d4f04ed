import { describe, expect, test } from "vitest";
import { begun, complete, entryOf, type Field, OPERATORS_OF, withOperator } from "./catalogue";
import { createdText, joined, LAST_30_DAYS, parted } from "./created";
import { added, filterParts, levelsOf, moved, replaced, withGroup } from "./levels";
import { waysOut } from "./relaxed";
import { type Condition, canonical, conditions, type Filter, fieldsOf, same } from "./tree";

const a: Condition = { field: "city", op: "is", value: "Pune" };
const b: Condition = { field: "state", op: "in", value: ["new"] };
const c: Condition = { field: "budget", op: "gte", value: 1 };

const field = (kind: Field["kind"], options: Field["options"] = null): Field => ({
  id: "x", own: "x", label: "X", kind, type: "text", filters: true, options, several: false, sortable: true, required: false, locked: false,
}); // biome-ignore format: short

describe("the tree", () => {
  test("counts, names and compares", () => {
    const filter: Filter = { all: [a, { any: [b, { not: c }] }] };
    expect([conditions(filter), [...fieldsOf(filter)], conditions(null)]).toEqual([3, ["city", "state", "budget"], 0]);
    expect(same({ all: [a, b] }, { all: [{ all: [a] }, b] })).toBe(true);
    expect(same({ all: [a, b] }, { any: [a, b] })).toBe(false);
    expect(canonical(null)).toBe(canonical({ all: [] }));
  });
});

describe("the created-at chip", () => {
  test("is one condition of the filter, and all the rest stays", () => {
    const filter: Filter = { all: [a, LAST_30_DAYS, { any: [b, c] }] };
    const { created, rest } = parted(filter);
    expect(created).toBe(LAST_30_DAYS);
    expect(rest).toEqual([a, { any: [b, c] }]);
    expect(joined(created, rest)).toEqual({ all: [LAST_30_DAYS, a, { any: [b, c] }] });
    expect(parted({ any: [LAST_30_DAYS, a] }).created).toBeNull(); // within an OR it says something else
  });

  test("says its span", () => {
    expect(createdText(null)).toEqual({ kind: "all" });
    expect(createdText(LAST_30_DAYS)).toEqual({ kind: "last", unit: "days", count: 30 });
    expect(createdText({ field: "created_at", op: "between", value: ["2026-01-01", "2026-01-31"] })).toEqual({
      kind: "between",
      from: "2026-01-01",
      to: "2026-01-31",
    });
    expect(createdText({ field: "created_at", op: "empty" })).toEqual({ kind: "other" });
  });
});

describe("two levels", () => {
  test("read a filter and write the same", () => {
    for (const parts of [[a, b], [a, { any: [b, c] }], [{ any: [a, { all: [b, c] }] }], []] as Filter[][]) {
      const levels = levelsOf(parts);
      expect(levels && filterParts(levels)).toEqual(parts);
    }
  });

  test("what is deeper is left alone", () => {
    expect(levelsOf([{ not: a }])).toBeNull();
    expect(levelsOf([a, { any: [b, { all: [c, { any: [a] }] }] }])).toBeNull();
  });

  test("conditions are added, replaced, taken away and moved between groups", () => {
    const levels = added(withGroup({ join: "all", parts: [a] }, [b]), c, 1);
    expect(filterParts(levels)).toEqual([a, { any: [b, c] }]);
    expect(filterParts(moved(levels, [0], 1))).toEqual([{ any: [b, c, a] }]);
    expect(filterParts(moved(levels, [1, 0], null))).toEqual([a, c, b]);
    expect(moved(levels, [0], null)).toBe(levels);
    expect(filterParts(replaced(levels, [1, 1], a))).toEqual([a, { any: [b, a] }]);
    expect(filterParts(replaced(levels, [1], null))).toEqual([a]);
  });
});

describe("editors", () => {
  test("every operator of a kind has a way to enter its value, and begins with one that can be completed", () => {
    for (const kind of Object.keys(OPERATORS_OF) as Field["kind"][]) {
      for (const op of OPERATORS_OF[kind]) expect(entryOf(field(kind), op)).toBeTruthy();
      expect(begun(field(kind)).op).toBe(OPERATORS_OF[kind][0]);
    }
  });

  test("a change of operator keeps the value where it fits", () => {
    const options = [{ value: "new", label: "New" }];
    expect(withOperator(b, field("name", options), "is")).toEqual({ field: "state", op: "is", value: "new" });
    expect(withOperator({ field: "x", op: "is", value: "new" }, field("name", options), "in")).toEqual({
      field: "x",
      op: "in",
      value: ["new"],
    });
    expect(withOperator(c, field("number"), "between")).toEqual({ field: "budget", op: "between", value: [] });
    expect(withOperator(c, field("number"), "empty")).toEqual({ field: "budget", op: "empty" });
    expect(withOperator({ field: "x", op: "last", value: { days: 7 } }, field("time"), "older")).toEqual({
      field: "x",
      op: "older",
      value: { days: 7 },
    });
  });

  test("only what says enough is asked", () => {
    expect(complete({ field: "x", op: "in", value: [] }, field("name", []))).toBe(false);
    expect(complete({ field: "x", op: "between", value: [3, 1] }, field("number"))).toBe(false);
    expect(complete({ field: "x", op: "between", value: ["2026-01-01", "2026-01-02"] }, field("date"))).toBe(true);
    expect(complete({ field: "x", op: "gte" }, field("number"))).toBe(false);
    expect(complete({ field: "x", op: "empty" }, field("number"))).toBe(true);
  });
});

describe("ways out of an empty list", () => {
  test("each filter, the search, all time", () => {
    const ways = waysOut({ filter: { all: [LAST_30_DAYS, a, b] }, search: "asha" });
    expect(ways.map((way) => way.kind)).toEqual(["part", "part", "search", "all_time"]);
    expect(ways[0]?.question).toEqual({ filter: { all: [LAST_30_DAYS, b] }, search: "asha" });
    expect(ways[3]?.question).toEqual({ filter: { all: [a, b] }, search: "asha" });
    expect(waysOut({ filter: { all: [] }, search: "" })).toEqual([]);
  });
});
