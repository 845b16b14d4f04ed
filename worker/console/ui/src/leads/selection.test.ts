import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countOf,
  everything,
  isSelected,
  marked,
  NOTHING,
  offersAll,
  pageToggled,
  ranged,
  type Selection,
  selectionOf,
  selectionText,
  stateOf,
  toggled,
} from "./selection";

const page = ["a", "b", "c", "d", "e"];
const idsOf = (selection: Selection) => page.filter((id) => isSelected(selection, id)).join("");
const selections: fc.Arbitrary<Selection> = fc
  .tuple(fc.boolean(), fc.subarray(page))
  .map(([all, ids]) => marked(all ? everything() : NOTHING, ids, !all, null));

describe("selection", () => {
  test("ticking twice is as before, and touches nobody else", () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(...page), (selection, id) => {
        const once = toggled(selection, id);
        expect(isSelected(once, id)).toBe(!isSelected(selection, id));
        expect(idsOf(toggled(once, id))).toBe(idsOf(selection));
        for (const other of page) if (other !== id) expect(isSelected(once, other)).toBe(isSelected(selection, other));
      }),
    );
  });

  test("the count is that of the ticked ones", () => {
    fc.assert(
      fc.property(selections, (selection) => {
        expect(countOf(selection, page.length)).toBe(idsOf(selection).length);
      }),
    );
  });

  test("a range goes from the last click to this one, either way, as the first was", () => {
    const from = toggled(NOTHING, "b");
    expect(idsOf(ranged(from, "d", page))).toBe("bcd");
    expect(idsOf(ranged(from, "a", page))).toBe("ab");
    const off = toggled(pageToggled(NOTHING, page), "b");
    expect(idsOf(ranged(off, "d", page))).toBe("ae");
    expect(idsOf(ranged(ranged(from, "d", page), "c", page))).toBe("bcd"); // the anchor stays
    expect(idsOf(ranged(toggled(NOTHING, "z"), "c", page))).toBe("c"); // the last click was on another page
  });

  test("the page, and back", () => {
    expect(idsOf(pageToggled(toggled(NOTHING, "b"), page))).toBe("abcde");
    expect(idsOf(pageToggled(pageToggled(NOTHING, page), page))).toBe("");
    expect([stateOf(NOTHING, page), stateOf(toggled(NOTHING, "a"), page), stateOf(everything(), page)]).toEqual([
      "none",
      "some",
      "all",
    ]);
  });

  test("all that match, but those that were unticked", () => {
    const most = toggled(everything(), "c");
    expect([idsOf(most), countOf(most, 8_283), countOf(most, null)]).toEqual(["abde", 8_282, null]);
    expect([offersAll(most, page, 9), offersAll(NOTHING, page, 9), offersAll(toggled(NOTHING, "a"), page, 9)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe("a selection as text", () => {
  test("is read as it was written", () => {
    for (const one of [NOTHING, toggled(NOTHING, "a"), everything(), toggled(everything(), "b")])
      expect(selectionOf(selectionText(one))).toEqual(one);
  });

  test("anything else is none", () => {
    for (const text of [null, "", "[]", "{}", '{"kind":"some","ids":[1]}', '{"kind":"most","ids":["a"]}'])
      expect(selectionOf(text)).toBe(NOTHING);
  });
});
