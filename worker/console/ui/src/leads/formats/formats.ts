/** Numbers, dates and durations in a language and a time zone. Every `Intl` object is made once. Pure. */

import { type Ago, ago, type Due, due, type Window, windowLeft } from "./times";

export type Formats = {
  readonly locale: string;
  readonly zone: string;
  readonly number: (value: number) => string;
  readonly count: (value: number) => string;
  /** `27 Nov 2026, 10:25` */
  readonly moment: (at: number) => string;
  /** `27 November 2026 at 10:25:08 GMT+5:30`, for tooltips */
  readonly full: (at: number) => string;
  /** `10:25` */
  readonly time: (at: number) => string;
  /** `Mon 30 Nov`, of a moment */
  readonly weekday: (at: number) => string;
  /** `30 Nov` or, of another year, `30 Nov 2025`, of a moment */
  readonly day: (at: number, withYear: boolean) => string;
  /** `30 Nov 2026`, of a calendar day */
  readonly date: (day: string) => string;
  readonly ago: (at: number, now: number) => { what: Ago; text: string };
  readonly due: (at: number, now: number) => { what: Due; time: string; day: string };
  readonly window: (until: number | null, now: number) => { what: Window; text: string };
  readonly bytes: (size: number) => string;
};

type Durations = { format: (parts: Record<string, number>) => string };
type DurationFormat = new (locale: string, options: { style: "narrow" | "long" }) => Durations;

const made = new Map<string, Formats>();

/** The formats of a language and a zone; the same object for the same two. */
export function formatsOf(locale: string, zone: string): Formats {
  const key = `${locale} ${zone}`;
  const known = made.get(key);
  if (known) return known;
  const fresh = build(locale, zone);
  made.set(key, fresh);
  return fresh;
}

function build(locale: string, zone: string): Formats {
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const time = dates({ hour: "2-digit", minute: "2-digit" });
  const moment = dates({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  const full = dates({ dateStyle: "long", timeStyle: "long" });
  const weekday = dates({ weekday: "short", day: "numeric", month: "short" });
  const day = dates({ day: "numeric", month: "short" });
  const dayOfYear = dates({ day: "numeric", month: "short", year: "numeric" });
  const calendar = new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  const narrow = durations(locale);
  const dayText = (at: number, withYear: boolean): string => (withYear ? dayOfYear : day).format(at);
  return {
    locale,
    zone,
    number: (value) => number.format(value),
    count: (value) => whole.format(value),
    moment: (at) => moment.format(at),
    full: (at) => full.format(at),
    time: (at) => time.format(at),
    weekday: (at) => weekday.format(at).replace(/^(\p{L}+\.?),/u, "$1"),
    day: dayText,
    date: (text) => calendar.format(Date.parse(`${text}T00:00:00Z`)),
    ago: (at, now) => {
      const what = ago(at, now, zone);
      if (what.kind === "now") return { what, text: narrow({ minutes: 0 }) };
      return { what, text: what.kind === "date" ? dayText(at, !what.thisYear) : narrow({ [what.kind]: what.count }) };
    },
    due: (at, now) => {
      const what = due(at, now, zone);
      const other = what.kind === "day" && !what.thisYear;
      return {
        what,
        time: time.format(at),
        day: other ? dayOfYear.format(at) : weekday.format(at).replace(/^(\p{L}+\.?),/u, "$1"),
      };
    },
    window: (until, now) => {
      const what = windowLeft(until, now);
      if (what.kind === "shut") return { what, text: "" };
      const parts = {
        ...(what.hours ? { hours: what.hours } : {}),
        ...(what.minutes ? { minutes: what.minutes } : {}),
      };
      return { what, text: narrow(parts) };
    },
    bytes: (size) => {
      const [unit, divisor] = size < 1e6 ? (["kilobyte", 1e3] as const) : (["megabyte", 1e6] as const);
      const format = new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        unitDisplay: "short",
        maximumFractionDigits: 1,
      });
      return format.format(size / divisor);
    },
  };
}

/** Short durations, `1h 20m`; where the browser has no `Intl.DurationFormat`, of single units put side by side. */
function durations(locale: string): (parts: Record<string, number>) => string {
  const Format = (Intl as unknown as { DurationFormat?: DurationFormat }).DurationFormat;
  if (Format) {
    const format = new Format(locale, { style: "narrow" });
    return (parts) => format.format(parts) || unitText(locale, "minute", 0);
  }
  return (parts) =>
    Object.entries(parts)
      .map(([unit, count]) => unitText(locale, unit.replace(/s$/, ""), count))
      .join(" ");
}

const unitText = (locale: string, unit: string, count: number): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" }).format(count);

/** The language to write numbers and dates in: the text's, with the account's country, so that English in India counts in lakh. */
export function localeOf(language: string, region: string | null): string {
  const [base] = language.split("-");
  const wanted = region && !language.includes("-") ? `${base}-${region}` : language;
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? "en";
  } catch {
    return "en";
  }
}
