import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field, FieldType, Kind } from "../filters/catalogue";
import { columnsOf, defaultPlaces, dropped, listed, moved, resized, shown, TITLE, withColumn } from "./model";

const field = (id: string, type: FieldType, kind: Kind, own = type !== "system"): Field => ({
  id, own: own ? id : null, label: id.toUpperCase(), type, kind, filters: true, options: null, several: false, sortable: true, required: false, locked: false,
}); // biome-ignore format: short
const fields = [
  field("phone", "system", "phone"), field("state", "system", "name"), field("assignee", "system", "name"), field("created_at", "system", "time"),
  field("name", "text", "text"), field("city", "text", "text"), field("budget", "number", "number"), field("plan", "file", "file"),
]; // biome-ignore format: short
const columns = columnsOf(fields);
const ids = columns.map((one) => one.id);
const layouts = fc
  .shuffledSubarray(ids.filter((id) => id !== TITLE))
  .map((some) => [TITLE, ...some].map((id) => ({ id })));

describe("columns", () => {
  test("the name stands first, whatever a layout says", () => {
    expect(ids[0]).toBe(TITLE);
    expect(
      shown([{ id: "city" }, { id: TITLE }, { id: "gone" }, { id: "city" }], columns).map((one) => one.id),
    ).toEqual([TITLE, "city"]);
  });

  test("moving and dropping lose nobody, and the name stays", () => {
    fc.assert(
      fc.property(
        layouts,
        fc.constantFrom(...ids),
        fc.constantFrom(...ids),
        fc.integer({ min: -3, max: 20 }),
        (places, id, other, to) => {
          for (const after of [
            moved(places, id, to),
            dropped(places, id, other, "start"),
            dropped(places, id, other, "end"),
          ]) {
            expect(after.map((place) => place.id).sort()).toEqual(places.map((place) => place.id).sort());
            expect(after[0]?.id).toBe(TITLE);
          }
        },
      ),
    );
  });

  test("dropped beside another column it stands there", () => {
    const places = [TITLE, "city", "budget", "state"].map((id) => ({ id }));
    const order = (edge: "start" | "end") => dropped(places, "state", "city", edge).map((place) => place.id);
    expect(order("start")).toEqual([TITLE, "state", "city", "budget"]);
    expect(order("end")).toEqual([TITLE, "city", "state", "budget"]);
  });

  test("shown and hidden; the name cannot be hidden", () => {
    const places = [{ id: TITLE }, { id: "city" }];
    expect(withColumn(places, "budget", true).map((place) => place.id)).toEqual([TITLE, "city", "budget"]);
    expect(withColumn(places, "city", false)).toEqual([{ id: TITLE }]);
    expect(withColumn(places, TITLE, false)).toBe(places);
  });

  test("a width is never below the least of its column", () => {
    const width = (number: number) =>
      shown(resized([{ id: TITLE }, { id: "phone" }], "phone", number), columns)[1]?.width;
    expect([width(10), width(200), width(9_000)]).toEqual([148, 200, 640]);
  });

  test("numbers stand at the end of their cells; files are not sorted by", () => {
    const by = new Map(columns.map((one) => [one.id, one]));
    expect([by.get("budget")?.end, by.get("budget")?.first, by.get("plan")?.sort, by.get("city")?.sort]).toEqual([
      true,
      "desc",
      null,
      "city",
    ]);
  });

  test("begins with what is drawn, and the menu lists the rest by name", () => {
    const places = defaultPlaces(columns);
    expect(places.map((place) => place.id)).toEqual([
      TITLE,
      "phone",
      "state",
      "assignee",
      "city",
      "budget",
      "created_at",
    ]);
    expect(listed([{ id: TITLE }, { id: "state" }], columns, "en").map((one) => one.id)).toEqual([
      TITLE,
      "state",
      "assignee",
      "budget",
      "city",
      "created_at",
      "phone",
      "plan",
    ]);
  });
});
