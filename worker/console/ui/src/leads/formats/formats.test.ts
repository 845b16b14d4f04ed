import { describe, expect, test } from "vitest";
import { formatsOf, localeOf } from "./formats";
import { short } from "./money";
import { countryCode, dialable, dialled, phoneText } from "./phones";
import { ago, DAY, dayOf, due, HOUR, MINUTE, windowLeft } from "./times";

const ZONE = "Asia/Kolkata";
const NOW = Date.parse("2026-11-27T10:32:00+05:30");
const india = formatsOf("en-IN", ZONE);

describe("formats", () => {
  test("numbers in lakh where people count so", () => {
    expect([
      india.number(8_500_000),
      formatsOf("hi-IN", ZONE).number(12_500_000),
      formatsOf("en-US", ZONE).number(8_500_000),
    ]).toEqual(["85,00,000", "1,25,00,000", "8,500,000"]);
    expect([localeOf("en", "IN"), localeOf("en-GB", "IN"), localeOf("en", null), localeOf("??", "IN")]).toEqual([
      "en-IN",
      "en-GB",
      "en",
      "en",
    ]);
  });

  test("the same object for the same language and zone", () => {
    expect(formatsOf("en-IN", ZONE)).toBe(india);
  });

  test.each([
    [14_000_000, "en-IN", 1.4, "crore"],
    [8_500_000, "en-IN", 85, "lakh"],
    [11_250_000, "en-IN", 11_250_000, null],
    [8_550_500, "en-IN", 8_550_500, null],
    [14_000_000, "en-US", 14_000_000, null],
  ])("%i on a card in %s", (value, locale, scaled, word) => {
    expect(short(value, locale)).toEqual({ scaled, word });
  });

  test.each([
    ["+919812345678", "+91 98123 45678"],
    ["+447700900161", "+44 7700 900161"],
    ["+5511955500187", "+55 11 95550 0187"],
    ["+971505550134", "+971 50 555 0134"],
    ["+84905550112", "+84 90 555 0112"],
    ["+2348035550148", "+234 803 555 0148"],
    ["+6585550129", "+65 8555 0129"],
    ["+34655550173", "+34 655 550 173"],
    ["+35312345678", "+353 123 456 78"],
    ["asha@example.com", "asha@example.com"],
    ["+12", "+12"],
  ])("%s", (number, text) => {
    expect(phoneText(number)).toBe(text);
    expect(phoneText(number).replaceAll(" ", "")).toBe(number);
  });

  test("what is dialled, with a country chosen", () => {
    expect([
      dialled("098123 45678", "91"),
      dialled("+44 7700 900161", "91"),
      dialled("0044 7700 900161", "91"),
      dialled(" ", "91"),
    ]).toEqual(["+919812345678", "+447700900161", "+447700900161", ""]);
    expect([dialable("+919812345678"), dialable("+9198"), countryCode("351912")]).toEqual([true, false, "351"]);
  });
});

describe("times beside the present", () => {
  test.each([
    [30_000, "now"],
    [MINUTE, "minutes"],
    [59 * MINUTE, "minutes"],
    [HOUR, "hours"],
    [DAY, "days"],
    [8 * DAY, "date"],
    [-HOUR, "now"],
    [-2 * DAY, "date"],
  ])("%i ms ago", (past, kind) => {
    expect(ago(NOW - past, NOW, ZONE).kind).toBe(kind);
  });

  test("in short words", () => {
    expect([india.ago(NOW - 44 * MINUTE, NOW).text, india.ago(NOW - 3 * HOUR, NOW).text]).toEqual(["44m", "3h"]);
    expect(india.ago(NOW - 20 * DAY, NOW).text).toBe("7 Nov");
    expect(india.ago(NOW - 400 * DAY, NOW).text).toMatch(/2025/);
  });

  test("due: late, today, tomorrow, a day, in the account's zone", () => {
    const at = (text: string) => due(Date.parse(text), NOW, ZONE);
    expect(at("2026-11-25T09:00:00+05:30")).toEqual({ kind: "late", unit: "days", count: 2 });
    expect(at("2026-11-27T06:30:00+05:30")).toEqual({ kind: "late", unit: "hours", count: 4 });
    expect(at("2026-11-27T10:31:50+05:30")).toEqual({ kind: "late", unit: "minutes", count: 1 });
    expect(at("2026-11-27T23:59:00+05:30")).toEqual({ kind: "today" });
    expect(at("2026-11-28T00:01:00+05:30")).toEqual({ kind: "tomorrow" });
    expect(at("2026-11-30T10:00:00+05:30")).toEqual({ kind: "day", thisYear: true });
    expect(at("2027-01-02T10:00:00+05:30")).toEqual({ kind: "day", thisYear: false });
    expect(india.due(Date.parse("2026-11-30T10:00:00+05:30"), NOW).day).toBe("Mon 30 Nov");
    expect(dayOf(Date.parse("2026-11-27T20:00:00Z"), ZONE)).toBe("2026-11-28");
  });

  test("the window: open, soon, shut", () => {
    expect(windowLeft(NOW + 22 * HOUR + 5 * MINUTE, NOW)).toMatchObject({ kind: "open", hours: 22, minutes: 0 });
    expect(windowLeft(NOW + 80 * MINUTE, NOW)).toMatchObject({ kind: "soon", hours: 1, minutes: 20 });
    expect([windowLeft(NOW, NOW), windowLeft(null, NOW)]).toEqual([{ kind: "shut" }, { kind: "shut" }]);
    expect(india.window(NOW + 80 * MINUTE, NOW).text).toBe("1h 20m");
  });
});
