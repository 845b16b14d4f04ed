import { describe, expect, it } from "vitest";
import { parseSearch, placeWithin, stringifySearch } from "./address";

describe("the address", () => {
  it("can be read by people", () => {
    expect(
      stringifySearch({ f: "state.in.new,contacted~budget.gte.6000000", q: "asha pune", page: 3, view: undefined }),
    ).toBe("?f=state.in.new,contacted~budget.gte.6000000&q=asha+pune&page=3");
  });

  it.each(["a+b", "50% off & more", "ए", "x=y#z?", "a  b", "/console", "“", "a,b:c@d~e"])(
    "comes back as it was: %s",
    (text) => {
      expect(parseSearch(stringifySearch({ q: text }))).toEqual({ q: text });
    },
  );

  it("takes the first of a name that is there twice", () => {
    expect(parseSearch("?page=2&page=9")).toEqual({ page: "2" });
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "",
    undefined,
    "/sign-in?to=/",
    "/invite/x",
  ])("sends nobody elsewhere after signing in: %s", (to) => {
    expect(placeWithin(to)).toBeUndefined();
  });

  it("leads back to where one was", () => {
    expect(placeWithin("/acme/leads?q=asha&page=2")).toBe("/acme/leads?q=asha&page=2");
  });
});
