/**
 * What a list shows, and how the address says it: `?space=01…&view=cards&q=asha&f=…&sort=-created_at&page=3&size=100`. Pure.
 *
 * The address holds what differs from the space that it names (without one: from the list of all leads), so a link says
 * the same to everybody who may see the space, and an address without anything is the list as it begins.
 */

import { LAST_30_DAYS } from "./filters/created";
import { filterOrNull, filterText } from "./filters/text";
import { EVERYTHING, type Filter, same } from "./filters/tree";
import { SIZES } from "./paging";

export const VIEWS = ["table", "cards"] as const;
export type View = (typeof VIEWS)[number];
export type SortKey = { readonly field: string; readonly direction: "asc" | "desc" };

/** What is kept in a space, and compared with it. */
export type Listing = {
  readonly filter: Filter;
  readonly search: string;
  readonly sort: readonly SortKey[];
  readonly view: View | null;
  readonly columns: readonly string[] | null;
};

/** Everything that the address says; undefined: nothing about it. */
export type Address = {
  readonly space?: string | undefined;
  readonly view?: View | undefined;
  readonly q?: string | undefined;
  readonly f?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
  readonly size?: number | undefined;
  readonly cols?: string | undefined;
  readonly open?: string | undefined;
};

export const NEWEST_FIRST: readonly SortKey[] = [{ field: "created_at", direction: "desc" }];
const MAX_SEARCH = 200;
const MAX_SORTS = 3;
const MAX_PAGE = 10_000_000;
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** The list without a space: what came in the last 30 days, newest first. */
export const ALL_LEADS: Listing = {
  filter: { all: [LAST_30_DAYS] },
  search: "",
  sort: NEWEST_FIRST,
  view: null,
  columns: null,
};

const told = (value: unknown): string | undefined =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;

const counted = (value: unknown, most: number): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number >= 1 && number <= most ? number : undefined;
};

/** Reads search parameters, as they come; what cannot be meant is left out. */
export function addressOf(found: Readonly<Record<string, unknown>>): Address {
  const view = VIEWS.find((name) => name === found.view);
  const size = SIZES.find((number) => number === Number(found.size));
  const open = told(found.open);
  const space = told(found.space);
  const made: Record<keyof Address, unknown> = {
    space: space && ID.test(space) ? space : undefined,
    view,
    q: told(found.q)?.slice(0, MAX_SEARCH),
    f: told(found.f),
    sort: told(found.sort),
    page: counted(found.page, MAX_PAGE),
    size,
    cols: told(found.cols),
    open: open && ID.test(open) ? open : undefined,
  };
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as Address;
}

/** What to show: the address over the space. `unread`: the filter in the address cannot be read, the space's stands. */
export function listingOf(address: Address, base: Listing): Listing & { readonly unread: boolean } {
  const filter = address.f === undefined ? base.filter : filterOrNull(address.f);
  return {
    filter: filter ?? base.filter,
    search: address.q ?? base.search,
    sort: address.sort === undefined ? base.sort : sortOf(address.sort),
    view: address.view ?? base.view,
    columns: address.cols === undefined ? base.columns : namesOf(address.cols),
    unread: filter === null,
  };
}

/** The address of a list, over the same space: only what differs from it. The page begins anew. */
export function addressFor(listing: Listing, base: Listing, address: Address): Address {
  const made: Record<keyof Address, unknown> = {
    space: address.space,
    view: listing.view !== base.view ? (listing.view ?? undefined) : undefined,
    q: listing.search !== base.search ? listing.search : undefined,
    f: same(listing.filter, base.filter) ? undefined : filterText(listing.filter),
    sort: sortText(listing.sort) !== sortText(base.sort) ? sortText(listing.sort) : undefined,
    page: undefined,
    size: address.size,
    cols: columnsText(listing.columns) !== columnsText(base.columns) ? columnsText(listing.columns) : undefined,
    open: address.open,
  };
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as Address;
}

/** Which parts of a space a list differs in. */
export type Part = "filter" | "search" | "sort" | "view" | "columns";

export function changedParts(listing: Listing, base: Listing): readonly Part[] {
  const differs: Record<Part, boolean> = {
    filter: !same(listing.filter, base.filter),
    search: listing.search.trim() !== base.search.trim(),
    sort: sortText(listing.sort) !== sortText(base.sort),
    view: savedView(listing.view) !== savedView(base.view),
    columns: columnsText(listing.columns) !== columnsText(base.columns),
  };
  return (Object.keys(differs) as Part[]).filter((part) => differs[part]);
}

/** `-created_at,budget` as keys to sort by; names that are not there are refused by the API, which says so. */
export function sortOf(text: string): readonly SortKey[] {
  const keys = namesOf(text).map(
    (name): SortKey =>
      name.startsWith("-") ? { field: name.slice(1), direction: "desc" } : { field: name, direction: "asc" },
  );
  const found = keys.filter((key) => key.field !== "").slice(0, MAX_SORTS);
  return found.length > 0 ? found : NEWEST_FIRST;
}

export const sortText = (sort: readonly SortKey[]): string =>
  sort.map((key) => (key.direction === "desc" ? "-" : "") + key.field).join(",");

const namesOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name, i, all) => name !== "" && all.indexOf(name) === i);

const columnsText = (columns: readonly string[] | null): string | undefined => columns?.join(",");

/** The direction after a click on a head: a field begins with the way that is wanted most, then turns, then goes. */
export function sortedBy(sort: readonly SortKey[], field: string, first: "asc" | "desc"): readonly SortKey[] {
  const [head] = sort;
  if (head?.field !== field) return [{ field, direction: first }];
  if (head.direction === first) return [{ field, direction: first === "asc" ? "desc" : "asc" }];
  return NEWEST_FIRST;
}

/** A space as the API keeps it, as far as a list needs it. */
export type SavedSpace = {
  readonly filter?: unknown;
  readonly search?: string | null;
  readonly sort?: readonly { readonly field: string; readonly direction?: string }[] | null;
  readonly view?: string | null;
  readonly columns?: readonly string[] | null;
};

/** The view's name in a space: without a choice it is a table, which phones show as cards. */
export const savedView = (view: View | null): "table" | "card" => (view === "cards" ? "card" : "table");

/** The list that a space holds. */
export function listingOfSpace(space: SavedSpace): Listing {
  const sort = (space.sort ?? []).map(
    ({ field, direction }): SortKey => ({ field, direction: direction === "desc" ? "desc" : "asc" }),
  );
  return {
    filter: (space.filter as Filter | null | undefined) ?? EVERYTHING,
    search: space.search ?? "",
    sort: sort.length > 0 ? sort : NEWEST_FIRST,
    view: space.view === "card" ? "cards" : null,
    columns: space.columns?.length ? space.columns : null,
  };
}
