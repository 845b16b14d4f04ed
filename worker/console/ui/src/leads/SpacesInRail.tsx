/** The spaces beneath Leads: mine, my teams', everyone's. */
export function SpacesInRail({ account }: { account: string }) {
  return account ? null : null;
}
