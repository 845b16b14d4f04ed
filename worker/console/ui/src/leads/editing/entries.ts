/** What somebody types into a cell, as the value that is sent. Pure. The API has the last word about every value. */

import { clockOf, momentOf } from "../formats/moments";
import { latin } from "../paging";
import type { Raw } from "./patches";

export type EntryType = "text" | "email" | "phone" | "dropdown" | "number" | "date" | "datetime";
export type Read = { readonly value: Raw } | { readonly wrong: "number" | "email" | "date" | "phone" };

/** How numbers are written: signs between groups and before decimals. */
export type NumberSigns = { readonly group: string; readonly decimal: string };

/** The signs of a language. */
export function numberSigns(locale: string): NumberSigns {
  const parts = new Intl.NumberFormat(locale).formatToParts(-1234567.5);
  const sign = (type: string, otherwise: string): string =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: sign("group", ","), decimal: sign("decimal", ".") };
}

/** A number as somebody writes it: groups of any length, currency signs and blanks are taken away. Null: it is none. */
export function numberOf(text: string, signs: NumberSigns): number | null {
  const plain = latin(text)
    .replace(/[\p{Sc}\s\u200e\u200f\u061c]/gu, "")
    .replace(/[−–]/g, "-")
    .replaceAll(signs.group, "")
    .replaceAll(signs.decimal, ".");
  if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return null;
  const found = Number(plain);
  return Number.isFinite(found) && Math.abs(found) <= Number.MAX_SAFE_INTEGER ? found : null;
}

/** A number as it stands in the editor: as precise as it is, without groups. */
export const numberText = (value: number, signs: NumberSigns): string => String(value).replace(".", signs.decimal);

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads an entry; blank is no value. `zone` is the account's, for a day with its time. */
export function read(type: EntryType, text: string, signs: NumberSigns, zone: string): Read {
  const trimmed = text.trim();
  if (trimmed === "") return { value: null };
  switch (type) {
    case "number": {
      const number = numberOf(trimmed, signs);
      return number === null ? { wrong: "number" } : { value: number };
    }
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed) ? { value: trimmed } : { wrong: "email" };
    case "phone":
      return latin(trimmed).replace(/\D/g, "").length >= 6 ? { value: latin(trimmed) } : { wrong: "phone" };
    case "date":
      return DAY.test(trimmed) && !Number.isNaN(Date.parse(trimmed)) ? { value: trimmed } : { wrong: "date" };
    case "datetime": {
      const moment = momentOf(trimmed, zone);
      return moment === null ? { wrong: "date" } : { value: moment };
    }
    default:
      return { value: trimmed };
  }
}

/** The type of the input in which a value is typed. */
export const INPUT_OF: Readonly<Record<string, string>> = {
  date: "date",
  datetime: "datetime-local",
  email: "email",
  phone: "tel",
};

/** A value as its editor begins with it. */
export function entryText(type: EntryType, value: Raw, signs: NumberSigns, zone: string): string {
  if (typeof value === "number") return numberText(value, signs);
  if (type !== "datetime" || value === null) return value ?? "";
  const at = Date.parse(value);
  return Number.isNaN(at) ? "" : clockOf(at, zone);
}

/** Tells whether two values are the same, so that nothing needs to be saved. */
export const equal = (one: Raw | undefined, other: Raw | undefined): boolean => (one ?? null) === (other ?? null);
