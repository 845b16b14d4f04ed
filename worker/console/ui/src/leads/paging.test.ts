import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clamped, GAP, latin, pageItems, pagesOf, rowsOf, typedPage } from "./paging";

const places = fc
  .integer({ min: 1, max: 2_000 })
  .chain((pages) => fc.tuple(fc.constant(pages), fc.integer({ min: 1, max: pages })));

describe("page numbers", () => {
  test("first, last, the present page and its neighbours are there, in order, always as many", () => {
    fc.assert(
      fc.property(places, ([pages, page]) => {
        const items = pageItems(page, pages);
        const numbers = items.filter((item) => item !== GAP);
        for (const wanted of [1, pages, page, Math.max(1, page - 1), Math.min(pages, page + 1)])
          expect(numbers).toContain(wanted);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        expect(items).toHaveLength(Math.min(pages, 7));
      }),
    );
  });

  test("a gap stands for two numbers at least", () => {
    fc.assert(
      fc.property(places, ([pages, page]) => {
        const items = pageItems(page, pages);
        items.forEach((item, i) => {
          if (item === GAP) expect((items[i + 1] as number) - (items[i - 1] as number)).toBeGreaterThan(2);
        });
      }),
    );
  });

  test("as drawn", () => {
    expect(pageItems(1, 137)).toEqual([1, 2, 3, 4, 5, GAP, 137]);
    expect(pageItems(42, 829)).toEqual([1, GAP, 41, 42, 43, GAP, 829]);
    expect(pageItems(829, 829)).toEqual([1, GAP, 825, 826, 827, 828, 829]);
    expect(pageItems(1, 1)).toEqual([1]);
  });

  test.each([
    ["42", 100, 42],
    [" 42 ", 10, 10],
    ["0", 10, 1],
    ["1,204", 2_000, 1204],
    ["४२", 100, 42],
    ["4a", 10, null],
    ["", 10, null],
    ["-3", 10, null],
  ])("typed %j of %i", (text, pages, page) => {
    expect(typedPage(text, pages)).toBe(page);
  });

  test("pages, rows and digits", () => {
    expect([pagesOf(0, 10), pagesOf(10, 10), pagesOf(11, 10)]).toEqual([1, 1, 2]);
    expect([clamped(0, 5), clamped(9, 5), clamped(Number.NaN, 5), clamped(2.7, 5)]).toEqual([1, 5, 1, 2]);
    expect([rowsOf(1, 25, 25), rowsOf(3, 10, 4), rowsOf(1, 10, 0)]).toEqual([
      [1, 25],
      [21, 24],
      [0, 0],
    ]);
    expect(latin("٣٫०9 a")).toBe("3٫09 a");
  });
});
