import { describe, expect, test } from "vitest";
import { movedBy } from "./moves";

const at = (key: string, row: number, col: number, ctrl = false, rtl = false) =>
  movedBy(key, { row, col }, 25, 6, ctrl, rtl);

describe("keys of the grid", () => {
  test("arrows, Home, End, and both with Ctrl", () => {
    expect(at("ArrowDown", 3, 2)).toEqual({ row: 4, col: 2 });
    expect(at("ArrowLeft", 3, 2)).toEqual({ row: 3, col: 1 });
    expect(at("Home", 3, 2)).toEqual({ row: 3, col: 0 });
    expect(at("End", 3, 2)).toEqual({ row: 3, col: 5 });
    expect(at("Home", 3, 2, true)).toEqual({ row: 0, col: 0 });
    expect(at("End", 3, 2, true)).toEqual({ row: 24, col: 5 });
    expect(at("PageDown", 3, 2)).toEqual({ row: 13, col: 2 });
  });

  test("stops at the edges, with the head above the first row", () => {
    expect(at("ArrowUp", 0, 2)).toEqual({ row: -1, col: 2 });
    expect(at("ArrowUp", -1, 2)).toEqual({ row: -1, col: 2 });
    expect(at("ArrowDown", 24, 2)).toEqual({ row: 24, col: 2 });
    expect(at("ArrowRight", 0, 5)).toEqual({ row: 0, col: 5 });
  });

  test("right is left where one reads so", () => {
    expect(at("ArrowRight", 0, 2, false, true)).toEqual({ row: 0, col: 1 });
  });

  test("other keys lead nowhere", () => {
    expect(at("a", 0, 0)).toBeNull();
  });
});
