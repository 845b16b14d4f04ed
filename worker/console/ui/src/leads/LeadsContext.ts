import { createContext, useContext } from "react";
import type { IntlShape } from "react-intl";
import type { Account } from "./data/account";
import type { Edits } from "./editing/useEdits";
import type { Formats } from "./formats/formats";

/** What values are drawn with. The same object as long as nothing of it changes: rows are drawn anew only then. */
export type Parts = {
  readonly about: Account;
  readonly formats: Formats;
  readonly intl: IntlShape;
  /** The present moment, in steps of half a minute. */
  readonly now: number;
  readonly terms: readonly string[];
  readonly search: string;
};

/** What every part of the list needs. */
export type Leads = Parts & {
  readonly account: string;
  readonly parts: Parts;
  readonly may: ReadonlySet<string>;
  readonly edits: Edits;
  readonly open: (lead: string | undefined) => void;
  /** My id among the people who get leads. */
  readonly me: string | null;
};

export const LeadsContext = createContext<Leads | null>(null);

export function useLeads(): Leads {
  const found = useContext(LeadsContext);
  if (!found) throw new Error("this part belongs into a list of leads");
  return found;
}
