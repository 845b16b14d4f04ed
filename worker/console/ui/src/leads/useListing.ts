import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import {
  type Address,
  ALL_LEADS,
  addressFor,
  changedParts,
  type Listing,
  listingOf,
  listingOfSpace,
  type Part,
} from "./address";
import { type Space, spacesOf } from "./data/spaces";

export type Shown = {
  readonly account: string;
  readonly address: Address;
  readonly listing: Listing & { readonly unread: boolean };
  readonly base: Listing;
  readonly space: Space | undefined;
  readonly spaces: readonly Space[];
  readonly shareable: readonly string[];
  /** The address names a space that is not there, or not for this person. */
  readonly lost: boolean;
  /** Which space is shown is not known yet. */
  readonly waiting: boolean;
  readonly changed: readonly Part[];
  /** Shows something else over the same space. `quiet`: without a step in the browser's history. */
  readonly show: (change: Partial<Listing>, quiet?: boolean) => void;
  /** Changes the page, its size, or the lead that is open. */
  readonly go: (change: Partial<Address>, quiet?: boolean) => void;
  /** Back to what the space holds. */
  readonly reset: () => void;
};

/** What the address says, over the space that it names. Everything that shows is in the address. */
export function useListing(account: string): Shown {
  const address = useSearch({ from: "/within/$account/leads" });
  const navigate = useNavigate();
  const spaces = useQuery(spacesOf(account));
  const space = spaces.data?.data.find((one) => one.id === address.space);
  const base = useMemo(() => (space ? listingOfSpace(space) : ALL_LEADS), [space]);
  const listing = useMemo(() => listingOf(address, base), [address, base]);
  const changed = useMemo(() => changedParts(listing, base), [listing, base]);
  return useMemo(() => {
    const to = (search: (now: Address) => Address, quiet = false) =>
      void navigate({ from: "/$account/leads", to: "/$account/leads", params: { account }, search, replace: quiet });
    return {
      account,
      address,
      listing,
      base,
      space,
      spaces: spaces.data?.data ?? [],
      shareable: spaces.data?.may_share_with ?? [],
      lost: Boolean(address.space && spaces.data && !space),
      waiting: Boolean(address.space && spaces.isPending),
      changed,
      show: (change, quiet) => to((now) => addressFor({ ...listingOf(now, base), ...change }, base, now), quiet),
      go: (change, quiet) => to((now) => ({ ...now, ...change }), quiet),
      reset: () => to((now) => ({ space: now.space, size: now.size })),
    };
  }, [account, address, listing, base, space, spaces.data, spaces.isPending, changed, navigate]);
}
