/** Spaces and layouts: read, saved, changed. */

import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client";
import { type Listing, savedView } from "../address";
import type { ColumnPlace } from "../columns/model";
import { sent } from "./rows";

export type Space = Schemas["SpaceShown"];
export type Layout = Schemas["LayoutShown"];

export const spacesOf = (account: string) =>
  queryOptions({
    queryKey: [account, "spaces"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/accounts/{account}/spaces", { params: { path: { account } }, signal })),
    staleTime: 60_000,
  });

/** The layout of the table that holds for this person. */
export const tableLayout = (account: string) =>
  queryOptions({
    queryKey: [account, "layouts", "table"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/accounts/{account}/layouts/{screen}", {
          params: { path: { account, screen: "table" } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

export const cardLayout = (account: string) =>
  queryOptions({
    queryKey: [account, "layouts", "card"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/accounts/{account}/layouts/{screen}", {
          params: { path: { account, screen: "card" } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

const held = (listing: Listing) => ({
  filter: sent(listing.filter) ?? null,
  search: listing.search.trim(),
  sort: listing.sort.map((key) => ({ ...key })),
  view: savedView(listing.view),
  columns: listing.columns ? [...listing.columns] : [],
});

export type Named = { readonly name: string; readonly icon: string; readonly scope: string };

export const makeSpace = (account: string, named: Named, listing: Listing): Promise<Space> =>
  answer(
    api.POST("/api/v1/accounts/{account}/spaces", {
      params: { path: { account }, header: {} as never },
      body: { ...named, ...held(listing), board: null, card: null },
    }),
  ) as Promise<Space>;

/** Writes what the list shows now into a space that is there. */
export const saveSpace = (account: string, space: Space, listing: Listing, named?: Named): Promise<Space> =>
  answer(
    api.PUT("/api/v1/accounts/{account}/spaces/{space}", {
      params: { path: { account, space: space.id }, header: {} as never },
      body: {
        name: named?.name ?? space.name,
        icon: named?.icon ?? space.icon,
        scope: named?.scope ?? space.scope,
        board: space.board ?? null,
        card: space.card ?? null,
        ...held(listing),
        version: space.version,
      },
    }),
  ) as Promise<Space>;

export const dropSpace = (account: string, space: Space): Promise<unknown> =>
  answer(
    api.DELETE("/api/v1/accounts/{account}/spaces/{space}", {
      params: { path: { account, space: space.id }, query: { version: space.version }, header: {} as never },
    }),
  );

/** Saves my layout of the table. `version`: of my own one as it was read, 0 where there was none. */
export const saveColumns = (account: string, columns: readonly ColumnPlace[], version: number): Promise<Layout> =>
  answer(
    api.PUT("/api/v1/accounts/{account}/layouts/{screen}", {
      params: { path: { account, screen: "table" }, query: { for: "me" }, header: {} as never },
      body: {
        layout: {
          screen: "table",
          density: "compact",
          columns: columns.map((one) => ({ id: one.id, width: one.width ?? null, pinned: one.id === "name" })),
        },
        version,
      },
    }),
  ) as Promise<Layout>;

/** My layout of the table is gone: my role's, everyone's or the built-in one holds. */
export const resetColumns = (account: string): Promise<unknown> =>
  answer(
    api.DELETE("/api/v1/accounts/{account}/layouts/{screen}", {
      params: { path: { account, screen: "table" }, query: { for: "me" }, header: {} as never },
    }),
  );
