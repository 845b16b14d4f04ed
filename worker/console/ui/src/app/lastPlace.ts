import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { signedIn } from "../api/session";
import { keep, kept } from "./kept";

/** The account this browser was in last; null on the first visit. */
export function lastAccount(): string | null {
  return kept("account");
}

/** The name of that account, for the page of signing in. */
export function lastAccountName(): string | null {
  return kept("account-name");
}

export function rememberAccount(account: string, name: string): void {
  keep("account", account);
  keep("account-name", name);
}

/** The account that the page is about: of its address, else the one this person was in last. Undefined: nobody is signed in. */
export function useAccount(): string | undefined {
  const named = useRouterState({
    select: (state) => state.matches.map((match) => (match.params as { account?: string }).account).find(Boolean),
  });
  const mine = useQuery({ ...signedIn, enabled: false }).data?.accounts.map((one) => one.account) ?? [];
  const last = lastAccount();
  return [named, last].find((one) => one && mine.includes(one)) ?? mine[0];
}
