import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatsOf } from "./formats";
import { clockOf, momentOf, momentText } from "./moments";

describe("moments of fields", () => {
  test("are shown and typed in the account's zone", () => {
    const india = formatsOf("en-IN", "Asia/Kolkata");
    expect(momentText("2026-11-17T15:00:00Z", india)).toMatch(/17 Nov 2026.*20:30/);
    expect(momentText("soon", india)).toBe("soon");
    expect(clockOf(Date.parse("2026-11-17T15:00:00Z"), "Asia/Kolkata")).toBe("2026-11-17T20:30");
    expect(momentOf("2026-11-17T20:30", "Asia/Kolkata")).toBe("2026-11-17T15:00:00Z");
    expect(momentOf("2026-11-17", "Asia/Kolkata")).toBeNull();
    expect(momentOf("2026-13-17T20:30", "Asia/Kolkata")).toBeNull();
  });

  test("what the clocks show is the same moment, also where they change", () => {
    const minute = fc.integer({ min: Date.UTC(2025, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
    const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo", "UTC");
    fc.assert(
      fc.property(minute, zone, (minutes, where) => {
        const shown = clockOf(minutes * 60_000, where);
        const moment = momentOf(shown, where);
        expect(moment && clockOf(Date.parse(moment), where)).toBe(shown); // one of two where an hour comes twice
      }),
    );
  });
});
