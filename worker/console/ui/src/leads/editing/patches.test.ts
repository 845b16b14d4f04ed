import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Changes,
  changeAt,
  conflicting,
  dismissed,
  NO_CHANGES,
  ofLead,
  refused,
  saved,
  saving,
  shownValue,
} from "./patches";

const cell = { value: "Pune", stamp: "1.a" };
const begin = (changes: Changes, key: string, value: string | null, field = "city", lead = "x") =>
  saving(changes, { key, lead, field, value, before: cell });

describe("changes that are shown before they are saved", () => {
  test("a change shows at once; saved, the server's value shows; refused, the old one with the reason", () => {
    const typed = begin(NO_CHANGES, "k", "Goa");
    expect(shownValue(typed, "x", "city", cell)).toBe("Goa");
    expect(shownValue(typed, "x", "name", cell)).toBe("Pune");
    expect(shownValue(saved(typed, "k"), "x", "city", { value: "Goa", stamp: "2.b" })).toBe("Goa");
    const back = refused(typed, "k", "IndiaMART has the say about the city");
    expect(shownValue(back, "x", "city", cell)).toBe("Pune");
    expect(changeAt(back, "x", "city")?.reason).toMatch("IndiaMART");
    expect(changeAt(dismissed(back, "x", "city"), "x", "city")).toBeUndefined();
  });

  test("emptied is a value, too", () => {
    expect(shownValue(begin(NO_CHANGES, "k", null), "x", "city", cell)).toBeNull();
  });

  test("a conflict keeps what was typed in sight until somebody has chosen", () => {
    expect(shownValue(conflicting(begin(NO_CHANGES, "k", "Goa"), "k"), "x", "city", cell)).toBe("Goa");
  });

  test("a late answer to a change that was replaced does nothing", () => {
    const twice = begin(begin(NO_CHANGES, "first", "Goa"), "second", "Kochi");
    for (const late of [saved(twice, "first"), refused(twice, "first", "no")])
      expect(shownValue(late, "x", "city", cell)).toBe("Kochi");
  });

  test("whatever the order of answers, nothing lies over the rows at the end but what was refused", () => {
    const answers = fc.shuffledSubarray(["a", "b", "c", "d"], { minLength: 4 });
    fc.assert(
      fc.property(answers, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (order, well) => {
        let changes = NO_CHANGES;
        for (const key of ["a", "b", "c", "d"]) changes = begin(changes, key, key, `f${key}`);
        order.forEach((key, i) => {
          changes = well[i] ? saved(changes, key) : refused(changes, key, "no");
        });
        expect([...changes.values()].map((change) => change.key).sort()).toEqual(
          order.filter((_, i) => !well[i]).sort(),
        );
        for (const key of order) expect(shownValue(changes, "x", `f${key}`, cell)).toBe("Pune");
      }),
    );
  });

  test("a row whose lead has no news gets the same object again", () => {
    const one = begin(NO_CHANGES, "k", "Goa");
    const mine = ofLead(one, "x");
    expect(ofLead(begin(one, "l", "Kochi", "city", "y"), "x", mine)).toBe(mine);
    expect(ofLead(refused(one, "k", "no"), "x", mine)).not.toBe(mine);
  });
});
