import { describe, expect, test } from "vitest";
import {
  answered,
  DELAYS,
  doubted,
  IN_STEP,
  inStep,
  type LeadEvent,
  type Listed,
  nextAsk,
  refreshed,
  taken,
} from "./live";

const READ = 1_795_000_000_000;
const order = (ms: number): string => String(BigInt(ms) << 22n);
const list: Listed = { rows: [{ id: "a", version: 3 }], asOf: order(READ), readAt: READ };
const event = (id: string, version: number, type: string, created = READ + 1): LeadEvent => ({
  id,
  version,
  types: [type],
  order: order(created),
});
const heard = (waiting = IN_STEP, id = "n", created = READ + 1, now = READ + 100) =>
  taken(waiting, event(id, 1, "lead.created", created), list, now);

describe("rows that somebody changed", () => {
  test("a newer version of a row is read; what the list has already is passed over", () => {
    expect([...taken(IN_STEP, event("a", 4, "lead.state_changed"), list, READ).stale]).toEqual(["a"]);
    expect(taken(IN_STEP, event("a", 3, "lead.state_changed"), list, READ)).toBe(IN_STEP);
  });

  test("changes of leads that are not on the page do nothing", () => {
    expect(taken(IN_STEP, event("z", 9, "lead.state_changed"), list, READ)).toBe(IN_STEP);
  });

  test("rows that were read are no longer stale", () => {
    const stale = taken(IN_STEP, event("a", 4, "lead.state_changed"), list, READ);
    expect(refreshed(stale, ["a"]).stale.size).toBe(0);
    expect(refreshed(stale, ["b"])).toBe(stale);
  });
});

describe("leads that came", () => {
  test("one is counted once the list would show it, and moves no row", () => {
    const waiting = heard();
    expect([waiting.fresh.size, nextAsk(waiting)]).toEqual([0, DELAYS[0]]);
    const known = answered(waiting, [{ id: "n", created: READ + 1 }], list, READ + 400);
    expect([[...known.fresh.keys()], known.asked.size, nextAsk(known)]).toEqual([["n"], 0, null]);
    expect(heard(known)).toBe(known);
  });

  test("one that does not meet the filter is asked for a few times, then forgotten", () => {
    let waiting = heard();
    const delays = DELAYS.map(() => {
      const delay = nextAsk(waiting);
      waiting = answered(waiting, [{ id: "z", created: READ - 5_000 }], list, READ + 400);
      return delay;
    });
    expect(delays).toEqual([...DELAYS]);
    expect([waiting.asked.size, waiting.fresh.size, nextAsk(waiting)]).toEqual([0, 0, null]);
  });

  test("one that the list had when it was read is none, though its event comes late", () => {
    expect(heard(IN_STEP, "n", READ - 10, READ + 100)).toBe(IN_STEP);
  });

  test("one that comes long after the list was read is new, though a sender's clock ran ahead before", () => {
    const known = answered(heard(IN_STEP, "n", READ - 10, READ + 5_000), [{ id: "n", created: READ - 10 }], list, READ);
    expect([...known.fresh.keys()]).toEqual(["n"]);
  });

  test("those that were missed are found by their time", () => {
    const known = answered(
      IN_STEP,
      [
        { id: "m", created: READ + 9 },
        { id: "a", created: READ - 1 },
      ],
      list,
      READ + 50,
    );
    expect([...known.fresh.keys()]).toEqual(["m"]);
  });

  test("a list that was read anew has them; what came meanwhile still waits", () => {
    const both = answered(
      heard(heard(), "later", READ + 900),
      [
        { id: "later", created: READ + 900 },
        { id: "n", created: READ + 1 },
      ],
      list,
      READ + 950,
    );
    const anew: Listed = { rows: [{ id: "n", version: 1 }], asOf: order(READ + 500), readAt: READ + 500 };
    expect([...inStep(both, anew).fresh.keys()]).toEqual(["later"]);
    expect(inStep(IN_STEP, anew)).toBe(IN_STEP);
  });

  test("for another filter they are asked for again", () => {
    const known = answered(heard(), [{ id: "n", created: READ + 1 }], list, READ + 400);
    const other = doubted(known);
    expect([other.fresh.size, [...other.asked.keys()], nextAsk(other)]).toEqual([0, ["n"], DELAYS[0]]);
  });

  test("many at once are asked for together, and no more than a list can take", () => {
    let waiting = IN_STEP;
    for (let i = 0; i < 1_200; i += 1) waiting = heard(waiting, `n${i}`);
    expect([waiting.asked.size, nextAsk(waiting)]).toEqual([1_000, 3_000]);
  });
});
