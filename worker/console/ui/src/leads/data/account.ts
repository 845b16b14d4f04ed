/** What an account's leads look like, as the console draws them: fields with labels, states with their glyphs, people. */

import { queryOptions } from "@tanstack/react-query";
import type { IntlShape } from "react-intl";
import { answer, api, type Schemas } from "../../api/client";
import type { StateMark } from "../../parts/State";
import { type Column, columnsOf } from "../columns/model";
import type { Field, Kind, Option } from "../filters/catalogue";
import { names, statuses } from "./texts";

const MINUTE = 60_000;
type Told = Schemas["AccountSchema"];

/** The schema of an account as the API tells it. */
export const schemaOf = (account: string) =>
  queryOptions({
    queryKey: [account, "schema"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/accounts/{account}/schema", { params: { path: { account } }, signal })),
    staleTime: 5 * MINUTE,
  });

export type State = {
  readonly id: string;
  readonly name: string;
  readonly status: Told["states"][number]["status"];
  /** What people must say who move a lead here: a reason. */
  readonly asks: readonly string[];
  readonly mark: StateMark;
};
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly teammate: string | null;
};

/** Everything that lists, forms and filters of an account need, looked up by id. */
export type Account = {
  readonly fields: readonly Field[];
  readonly byId: ReadonlyMap<string, Field>;
  readonly columns: readonly Column[];
  readonly states: readonly State[];
  readonly stateOf: ReadonlyMap<string, State>;
  readonly people: readonly Person[];
  readonly personOf: ReadonlyMap<string, Person>;
  readonly actorOf: ReadonlyMap<string, { readonly name: string; readonly kind: string }>;
  readonly initial: string;
};

const KIND_OF_TYPE: Readonly<Record<Told["fields"][number]["type"], Kind>> = {
  text: "text", email: "text", phone: "phone", dropdown: "name", number: "number", date: "date",
  datetime: "time", file: "file",
}; // biome-ignore format: a table
const HUES: Readonly<Record<string, number>> = {
  blue: 1, cyan: 2, violet: 3, purple: 3, amber: 4, yellow: 4, orange: 5, pink: 6, rose: 6, lime: 7, green: 7, indigo: 8,
}; // biome-ignore format: a table

/** What the console makes of the schema; `teammate`: whoever looks. */
export function accountOf(told: Told, teammate: string | null, intl: IntlShape): Account {
  const states = statesOf(told);
  const people = told.teammates.map(
    (one): Person => ({ id: one.id, name: one.name, active: one.active, teammate: one.id }),
  );
  const options = optionsOf(told, states, teammate, intl);
  const own = told.fields.map(
    (one): Field => ({
      id: one.column,
      own: one.id,
      label: one.id === "name" && one.label === "Name" ? intl.formatMessage(names.name) : one.label,
      kind: KIND_OF_TYPE[one.type],
      type: one.type,
      filters: true,
      options: one.type === "dropdown" ? one.options.map((value) => ({ value, label: value })) : null,
      several: false,
      sortable: one.type !== "file",
      required: one.required,
      locked: one.locked,
    }),
  );
  const system = told.columns.map(
    (one): Field => ({
      id: one.id,
      own: null,
      label: one.id in names ? intl.formatMessage(names[one.id as keyof typeof names]) : one.id,
      kind: one.kind,
      type: "system",
      filters: one.filters,
      options: options[one.id] ?? null,
      several: one.several,
      sortable: one.sorts,
      required: false,
      locked: true,
    }),
  );
  const fields = [...own.filter((one) => one.id === "name"), ...system, ...own.filter((one) => one.id !== "name")];
  return {
    fields,
    byId: new Map(fields.map((one) => [one.id, one])),
    columns: columnsOf(fields).map((one) => (one.id === "state" ? withWords(one, states) : one)),
    states,
    stateOf: new Map(states.map((one) => [one.id, one])),
    people,
    personOf: new Map(people.map((one) => [one.id, one])),
    actorOf: new Map([
      ...people.map((one) => [one.id, { name: one.name, kind: "human" }] as const),
      ...told.actors.map((one) => [one.id, { name: one.name, kind: one.kind }] as const),
    ]),
    initial: told.initial,
  };
}

const GLYPH_AND_EDGES = 54;
const LETTER = 7.4; // the width of one at 12 px and 500, in the widest of the fonts

/** The column of states is never narrower than the longest name: states are not cut. */
function withWords(column: Column, states: readonly State[]): Column {
  const longest = Math.max(...states.map((one) => [...one.name].length), 0);
  const least = Math.min(Math.ceil(GLYPH_AND_EDGES + longest * LETTER), 260);
  return { ...column, least: Math.max(column.least, least), width: Math.max(column.width, least) };
}

function statesOf(told: Told): readonly State[] {
  const open = told.states.filter((one) => one.status === "open").map((one) => one.id);
  const first = open.indexOf(told.initial);
  const order = first > 0 ? [told.initial, ...open.filter((id) => id !== told.initial)] : open;
  return told.states.map((one): State => {
    const kind = one.status === "open" ? "open" : one.status === "closed" ? "won" : "lost";
    const hue = one.hue ? HUES[one.hue.toLowerCase()] : undefined;
    return {
      id: one.id,
      name: one.name,
      status: one.status,
      asks: one.asks,
      mark: { kind, place: Math.max(0, order.indexOf(one.id)), of: order.length, hue },
    };
  });
}

function optionsOf(
  told: Told,
  states: readonly State[],
  teammate: string | null,
  intl: IntlShape,
): Readonly<Record<string, readonly Option[]>> {
  const say = (text: { id: string; defaultMessage: string }) => intl.formatMessage(text);
  return {
    state: states.map((one) => ({ value: one.id, label: one.name })),
    status: (["open", "closed", "cancelled"] as const).map((value) => ({ value, label: say(statuses[value]) })),
    assignee: [
      ...(teammate ? [{ value: "@me", label: say(names.me) }] : []),
      { value: "@nobody", label: say(names.nobody) },
      ...(teammate && told.teams.some((team) => team.members.includes(teammate))
        ? [{ value: "@my_team", label: say(names.my_team) }]
        : []),
      ...told.teammates.map((one) => ({ value: one.id, label: one.name })),
    ],
    source: told.sources.map((value) => ({
      value,
      label: value in statuses ? say(statuses[value as keyof typeof statuses]) : value,
    })),
    consent: (["given", "withdrawn", "unknown"] as const).map((value) => ({ value, label: say(statuses[value]) })),
    incomplete: told.fields.filter((one) => one.required).map((one) => ({ value: one.id, label: one.label })),
  };
}

/** What a source or a status is called. */
export function wordFor(intl: IntlShape, value: string): string {
  return value in statuses ? intl.formatMessage(statuses[value as keyof typeof statuses]) : value;
}
