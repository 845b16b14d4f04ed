import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Address, ALL_LEADS, addressFor, addressOf, changedParts, type Listing, listingOf, listingOfSpace, NEWEST_FIRST,
  sortedBy, sortOf, sortText, VIEWS,
} from "./address"; // biome-ignore format: a list of names
import { canonical, type Filter } from "./filters/tree";

const field = fc.stringMatching(/^[a-z][a-z_]{0,12}$/);
const filter: fc.Arbitrary<Filter> = fc
  .array(fc.record({ field, op: fc.constant("is" as const), value: fc.string({ maxLength: 8 }) }), { maxLength: 4 })
  .map((all) => ({ all }));
const listing: fc.Arbitrary<Listing> = fc.record({
  filter,
  search: fc.string({ maxLength: 30 }),
  sort: fc.uniqueArray(fc.record({ field, direction: fc.constantFrom("asc" as const, "desc" as const) }), {
    selector: (key) => key.field,
    minLength: 1,
    maxLength: 3,
  }),
  view: fc.option(fc.constantFrom(...VIEWS)),
  columns: fc.option(fc.uniqueArray(field, { minLength: 1, maxLength: 5 })),
});
const told = (one: Listing) => ({ ...one, filter: canonical(one.filter), sort: sortText(one.sort) });

describe("the address of a list", () => {
  test("a list that is written over a space and read again is the same", () => {
    fc.assert(
      fc.property(listing, listing, (shown, base) => {
        const kept: Listing = { ...shown, view: shown.view ?? base.view, columns: shown.columns ?? base.columns };
        const params = Object.fromEntries(new URLSearchParams(addressFor(kept, base, {}) as Record<string, string>));
        const { unread, ...read } = listingOf(addressOf(params), base);
        expect(unread).toBe(false);
        expect(told(read)).toEqual(told(kept));
      }),
      { numRuns: 300 },
    );
  });

  test("the list as a space holds it needs nothing in the address", () => {
    fc.assert(
      fc.property(listing, (base) => {
        expect(addressFor(base, base, {})).toEqual({});
      }),
    );
  });

  test("the first visit shows the last 30 days, newest first", () => {
    const shown = listingOf(addressOf({}), ALL_LEADS);
    expect(shown.filter).toEqual({ all: [{ field: "created_at", op: "last", value: { days: 30 } }] });
    expect(shown.sort).toEqual(NEWEST_FIRST);
  });

  test("all time is a filter of nothing, and not the default", () => {
    expect(listingOf(addressOf({ f: "" }), ALL_LEADS).filter).toEqual({ all: [] });
    expect(addressFor({ ...ALL_LEADS, filter: { all: [] } }, ALL_LEADS, {})).toEqual({ f: "" });
  });

  test("a filter that cannot be read leaves the space's and says so", () => {
    const shown = listingOf(addressOf({ f: "state.like.x" }), ALL_LEADS);
    expect(shown.unread).toBe(true);
    expect(shown.filter).toEqual(ALL_LEADS.filter);
  });

  test.each<[Record<string, unknown>, Address]>([
    [
      { page: "42", size: "100" },
      { page: 42, size: 100 },
    ],
    [
      { page: 42, size: 25 },
      { page: 42, size: 25 },
    ],
    [{ page: "-1", size: "11", view: "pie", open: "../x", space: "x" }, {}],
    [
      { page: "1.5", q: 98123, f: true, nonsense: "1" },
      { q: "98123", f: "true" },
    ],
    [
      { open: "01m8fdfyjvck38c5vc7ed01wf9", view: "cards" },
      { open: "01m8fdfyjvck38c5vc7ed01wf9", view: "cards" },
    ],
    [{ q: "x".repeat(300), page: "99999999999" }, { q: "x".repeat(200) }],
  ])("reads %j", (params, address) => {
    expect(addressOf(params)).toEqual(address);
  });

  test("a filter keeps page size, space and open lead, and goes to the first page", () => {
    const address: Address = { page: 7, size: 50, open: "01m8fdfyjvck38c5vc7ed01wf9" };
    expect(addressFor({ ...ALL_LEADS, search: "asha" }, ALL_LEADS, address)).toEqual({
      q: "asha",
      size: 50,
      open: address.open,
    });
  });

  test("says in which parts a space was changed", () => {
    expect(changedParts(ALL_LEADS, ALL_LEADS)).toEqual([]);
    expect(changedParts({ ...ALL_LEADS, view: "table" }, ALL_LEADS)).toEqual([]); // a space without a choice is a table
    expect(changedParts({ ...ALL_LEADS, search: "a", view: "cards", columns: ["name"] }, ALL_LEADS)).toEqual([
      "search",
      "view",
      "columns",
    ]);
  });

  test("a click on a head sorts, a second turns it, a third goes back", () => {
    const once = sortedBy(NEWEST_FIRST, "budget", "desc");
    const twice = sortedBy(once, "budget", "desc");
    expect([sortText(once), sortText(twice), sortText(sortedBy(twice, "budget", "desc"))]).toEqual([
      "-budget",
      "budget",
      "-created_at",
    ]);
  });

  test("sorts by at most three, and by something", () => {
    expect(sortText(sortOf("-a,b,,a,-c,d"))).toBe("-a,b,a");
    expect(sortOf("-")).toEqual(NEWEST_FIRST);
  });

  test("reads a space as it is kept", () => {
    const space = {
      filter: null,
      search: "",
      sort: [{ field: "updated_at", direction: "desc" }],
      view: "card",
      columns: [],
    };
    expect(listingOfSpace(space)).toEqual({
      filter: { all: [] },
      search: "",
      sort: [{ field: "updated_at", direction: "desc" }],
      view: "cards",
      columns: null,
    });
  });
});
