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
