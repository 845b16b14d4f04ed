import { describe, expect, it } from "vitest";
import { pressed, shown } from "./keys";

const key = (key: string, more: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe("what was pressed", () => {
  it.each([
    [key("k", { ctrlKey: true }), "mod+k"],
    [key("k", { metaKey: true }), "mod+k"],
    [key("?", { shiftKey: true }), "?"],
    [key("/", { shiftKey: true }), "/"],
    [key("X", { shiftKey: true }), "shift+x"],
    [key("X"), "x"],
    [key("F2"), "F2"],
  ])("%o is %s", (event, told) => {
    expect(pressed(event)).toBe(told);
  });
});

describe("what people read", () => {
  it.each([
    ["g l", ["g", "l"]],
    ["mod+k", ["Ctrl", "K"]],
    ["?", ["?"]],
    ["shift+x", ["Shift", "X"]],
  ])("%s", (keys, told) => {
    expect(shown(keys)).toEqual(told);
  });
});
