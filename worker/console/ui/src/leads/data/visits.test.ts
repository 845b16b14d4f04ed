import { expect, test } from "vitest";
import { KEPT_MS, left, momentOf, noteMoment, renewed, visitOf } from "./visits";

test("a list that is opened again soon is of the same moment, later of another", () => {
  const first = visitOf("a", 1_000);
  noteMoment(first.step, "77");
  noteMoment(first.step, "99");
  expect(momentOf(visitOf("a", 1_000 + KEPT_MS - 1).step)).toBe("77");
  expect(visitOf("b", 2_000).step).not.toBe(first.step);
  const later = visitOf("a", 1_000 + KEPT_MS);
  expect([later.step === first.step, momentOf(later.step)]).toEqual([false, null]);
});

test("who stayed for long and comes back at once finds the list as it was", () => {
  const first = visitOf("d", 0);
  left(first, 10 * KEPT_MS);
  expect(visitOf("d", 10 * KEPT_MS + 1).step).toBe(first.step);
  renewed("d", 10 * KEPT_MS + 2);
  left(first, 10 * KEPT_MS + 3); // an older visit, which is over
  expect(visitOf("d", 11 * KEPT_MS + 2).step).not.toBe(first.step);
});

test("after a refresh the moment is another, also for who comes back", () => {
  const first = visitOf("c", 5_000);
  const anew = renewed("c", 6_000);
  expect(anew.step).not.toBe(first.step);
  expect(visitOf("c", 7_000)).toEqual(anew);
});

test("of many lists the oldest are forgotten", () => {
  const first = visitOf("first", 0);
  noteMoment(first.step, "1");
  for (let i = 0; i < 150; i += 1) visitOf(`list ${i}`, 1);
  expect(momentOf(first.step)).toBeNull();
  expect(visitOf("first", 2).step).not.toBe(first.step);
});
