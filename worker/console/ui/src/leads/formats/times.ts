/** Times beside the present: how long ago, when due, how long a window is open. Pure: what to say, not in which words. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A moment as people of a list say it: minutes, hours and days up to a week, else the day. */
export type Ago =
  | { readonly kind: "now" }
  | { readonly kind: "minutes" | "hours" | "days"; readonly count: number }
  | { readonly kind: "date"; readonly thisYear: boolean };

/** How long ago a moment was. Clocks of senders may be ahead: what lies ahead by less than a day is now. */
export function ago(at: number, now: number, zone: string): Ago {
  const past = now - at;
  if (past < -DAY) return { kind: "date", thisYear: yearOf(at, zone) === yearOf(now, zone) };
  if (past < MINUTE) return { kind: "now" };
  if (past < HOUR) return { kind: "minutes", count: Math.floor(past / MINUTE) };
  if (past < DAY) return { kind: "hours", count: Math.floor(past / HOUR) };
  if (past < 7 * DAY) return { kind: "days", count: Math.floor(past / DAY) };
  return { kind: "date", thisYear: yearOf(at, zone) === yearOf(now, zone) };
}

/** When something is due: late by so much, today at a time, tomorrow, or on a day. */
export type Due =
  | { readonly kind: "late"; readonly unit: "minutes" | "hours" | "days"; readonly count: number }
  | { readonly kind: "today" | "tomorrow" }
  | { readonly kind: "day"; readonly thisYear: boolean };

export function due(at: number, now: number, zone: string): Due {
  const late = now - at;
  if (late >= DAY) return { kind: "late", unit: "days", count: Math.floor(late / DAY) };
  if (late >= HOUR) return { kind: "late", unit: "hours", count: Math.floor(late / HOUR) };
  if (late > 0) return { kind: "late", unit: "minutes", count: Math.max(1, Math.floor(late / MINUTE)) };
  const days = dayNumber(at, zone) - dayNumber(now, zone);
  if (days <= 0) return { kind: "today" };
  if (days === 1) return { kind: "tomorrow" };
  return { kind: "day", thisYear: yearOf(at, zone) === yearOf(now, zone) };
}

/** What is left of the 24 hours in which one may answer freely: its share, and whether it is short (under 4 hours). */
export type Window =
  | { readonly kind: "shut" }
  | { readonly kind: "open" | "soon"; readonly hours: number; readonly minutes: number; readonly share: number };

const SOON = 4 * HOUR;

export function windowLeft(until: number | null, now: number): Window {
  if (until === null || until <= now) return { kind: "shut" };
  const left = until - now;
  const whole = Math.max(1, Math.floor(left / MINUTE));
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60];
  const share = Math.min(1, left / DAY);
  return {
    kind: left < SOON ? "soon" : "open",
    hours,
    minutes: left < SOON ? minutes : hours === 0 ? minutes : 0,
    share,
  };
}

const zoned = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in a zone, `2026-11-27`. */
export function dayOf(at: number, zone: string): string {
  let format = zoned.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    zoned.set(zone, format);
  }
  return format.format(at);
}

const yearOf = (at: number, zone: string): string => dayOf(at, zone).slice(0, 4);
const dayNumber = (at: number, zone: string): number => Date.parse(`${dayOf(at, zone)}T00:00:00Z`) / DAY;
