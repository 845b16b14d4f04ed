import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

const MINUTES = 60_000;

/** Who is signed in, and in which accounts. */
export const signedIn = queryOptions({
  queryKey: ["signed-in"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/me", { signal })),
  staleTime: 5 * MINUTES,
});

/** Whoever is signed in, in one account: role, permissions, time zone, region. */
export const meIn = (account: string) =>
  queryOptions({
    queryKey: [account, "me"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/accounts/{account}/me", { params: { path: { account } }, signal })),
    staleTime: 5 * MINUTES,
  });

/** The browsers that are signed in as this person. */
export const sessions = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/sessions", { signal })),
});

/** Whether this person has a second factor, and where their role needs one. */
export const secondFactor = queryOptions({
  queryKey: ["second-factor"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/second-factor", { signal })),
});
