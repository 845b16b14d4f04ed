/** Moments of fields: kept in UTC (`2026-11-17T15:00:00Z`), shown and typed in the account's zone. Pure. */

import type { Formats } from "./formats";

/** A moment as people read it; what is none, which a field may have from another type, as it is. */
export function momentText(kept: string, formats: Formats): string {
  const at = Date.parse(kept);
  return Number.isNaN(at) ? kept : formats.moment(at);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at a moment, `2026-11-17T20:30`; as inputs of type datetime-local take it. */
export function clockOf(at: number, zone: string): string {
  let format = clocks.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    clocks.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map((one) => [one.type, one.value]));
  const [year, month, day, hour, minute] = (["year", "month", "day", "hour", "minute"] as const).map((one) =>
    parts.get(one),
  );
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

const CLOCK = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** The moment at which the clocks of a zone show this, as fields keep it. Null: it is none. */
export function momentOf(clock: string, zone: string): string | null {
  const shown = CLOCK.test(clock) ? Date.parse(`${clock}Z`) : Number.NaN;
  if (Number.isNaN(shown)) return null;
  // Twice: beside a change of the clocks the first guess may have the offset of the other side.
  let at = shown;
  for (let n = 0; n < 2; n++) at = shown - (Date.parse(`${clockOf(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000);
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
