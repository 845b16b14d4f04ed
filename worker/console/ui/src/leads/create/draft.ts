/** What is typed into the sheet of a new lead, and what stands in the way of making it. Pure. */

import { type EntryType, type NumberSigns, type Read, read } from "../editing/entries";
import type { Raw } from "../editing/patches";
import type { Field } from "../filters/catalogue";
import { dialable } from "../formats/phones";

export type Values = Readonly<Record<string, string>>;
export type Fault = "missing" | "phone" | "number" | "email" | "date";

/** The fields of an account that a new lead can be given by whoever makes it. */
export const enterable = (fields: readonly Field[]): readonly Field[] =>
  fields.filter((one) => one.own !== null && one.type !== "file" && !one.locked);

const entered = (field: Field, values: Values, signs: NumberSigns, zone: string): Read =>
  read(field.type as EntryType, values[field.id] ?? "", signs, zone);

/** What is wrong with each field, by its id: a value that it cannot have, or none where one is required. */
export function faultsOf(
  fields: readonly Field[],
  values: Values,
  signs: NumberSigns,
  zone: string,
): ReadonlyMap<string, Fault> {
  const found = new Map<string, Fault>();
  for (const field of enterable(fields)) {
    const one = entered(field, values, signs, zone);
    if ("wrong" in one) found.set(field.id, one.wrong);
    else if (field.required && one.value === null) found.set(field.id, "missing");
  }
  return found;
}

/** What is wrong with the phone number: `typed` as it stands in the box, `number` with its country. */
export function phoneFault(typed: string, number: string): Fault | null {
  if (typed.trim() === "") return "missing";
  return dialable(number) ? null : "phone";
}

/** The values to send, by the names that the API knows; what was left empty is left out. */
export function sentFields(
  fields: readonly Field[],
  values: Values,
  signs: NumberSigns,
  zone: string,
): Readonly<Record<string, Raw>> {
  const pairs = enterable(fields).flatMap((field) => {
    const one = entered(field, values, signs, zone);
    return "value" in one && one.value !== null ? [[field.own ?? field.id, one.value] as const] : [];
  });
  return Object.fromEntries(pairs);
}
