import { describe, expect, test } from "vitest";
import { IN_STEP, type LeadEvent, refreshed, taken } from "./live";

const event = (id: string, version: number, ...types: string[]): LeadEvent => ({ id, version, types, changed: [] });
const page = [{ id: "a", version: 3 }];

describe("live events over a list", () => {
  test("a new lead is counted once, and moves no row", () => {
    const once = taken(IN_STEP, event("n", 1, "lead.created"), page);
    expect(once.fresh.size).toBe(1);
    expect(taken(once, event("n", 1, "lead.created"), page)).toBe(once);
  });

  test("a newer version of a row is asked for; what the page has already is passed over", () => {
    expect([...taken(IN_STEP, event("a", 4, "lead.state_changed"), page).stale]).toEqual(["a"]);
    expect(taken(IN_STEP, event("a", 3, "lead.state_changed"), page)).toBe(IN_STEP);
  });

  test("changes of leads that are not on the page do nothing", () => {
    expect(taken(IN_STEP, event("z", 9, "lead.state_changed"), page)).toBe(IN_STEP);
  });

  test("rows that came are no longer stale", () => {
    const stale = taken(IN_STEP, event("a", 4), page);
    expect(refreshed(stale, ["a"]).stale.size).toBe(0);
    expect(refreshed(stale, ["b"])).toBe(stale);
  });
});
