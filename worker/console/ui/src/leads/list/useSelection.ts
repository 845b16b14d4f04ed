import { useEffect, useState } from "react";
import { keepHere, keptHere } from "../../app/kept";
import { NOTHING, type Selection, selectionOf, selectionText } from "../selection";

type Held = { readonly account: string; readonly asking: string; readonly selection: Selection };

/**
 * What is ticked in the lists of an account: it survives pages, views, a reload, and a look at a lead. "All that match"
 * means another list once something else is asked; what was ticked one by one stays.
 */
export function useSelection(account: string, asking: string): [Selection, (selection: Selection) => void] {
  const [held, setHeld] = useState(() => read(account, asking));
  if (held.account !== account) setHeld(read(account, asking));
  else if (held.asking !== asking) {
    setHeld({ account, asking, selection: held.selection.kind === "all" ? NOTHING : held.selection });
  }
  useEffect(() => {
    const { account: whose, asking: question, selection } = held;
    const none = selection.kind === "some" && selection.ids.size === 0;
    keepHere(`selection.${whose}`, none ? null : selectionText(selection));
    keepHere(`selection.${whose}.of`, none ? null : question);
  }, [held]);
  const select = (selection: Selection) => setHeld({ account, asking, selection });
  return [held.selection, select];
}

function read(account: string, asking: string): Held {
  const selection = selectionOf(keptHere(`selection.${account}`));
  const same = keptHere(`selection.${account}.of`) === asking;
  return { account, asking, selection: selection.kind === "all" && !same ? NOTHING : selection };
}
