import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { useIntl } from "react-intl";
import { newKey } from "../../api/client";
import { AwayError, ProblemError, sentence, told } from "../../api/problems";
import { announce } from "../../app/announce";
import { defineMessages } from "../../text/define";
import type { Account } from "../data/account";
import {
  type Cell,
  type Change,
  type Changes,
  conflicting,
  dismissed,
  NO_CHANGES,
  type Raw,
  refused,
  saved,
  saving,
} from "./patches";
import { type Conflict, patchLead, savedInto } from "./saving";

const texts = defineMessages({
  saved: { id: "edit.saved", defaultMessage: "{field} saved" },
  refused: { id: "edit.refused", defaultMessage: "{field} was not saved: {reason}" },
});

export type Open = { readonly change: Change; readonly title: string; readonly conflict: Conflict };

export type Edits = {
  readonly changes: Changes;
  readonly conflict: Open | null;
  readonly save: (lead: { id: string; title: string }, column: string, value: Raw, before: Cell | null) => void;
  readonly dismiss: (lead: string, column: string) => void;
  readonly resolve: (value: Raw | undefined, stamp: string | null) => void;
};

/** Saves fields of leads: shown at once, put back with the reason where it was refused, asked about where it collided. */
export function useEdits(account: string, about: Account | null): Edits {
  const intl = useIntl();
  const queries = useQueryClient();
  const [changes, setChanges] = useState<Changes>(NO_CHANGES);
  const [conflict, setConflict] = useState<Open | null>(null);
  const latest = useRef(about);
  latest.current = about;

  const send = useCallback(
    async (change: Change, title: string, stamp: string | null) => {
      const field = latest.current?.byId.get(change.field);
      if (!field?.own) return;
      try {
        const answered = await patchLead(account, change.lead, field.own, change.value, stamp, change.key);
        savedInto(queries, account, change.lead, change.field, answered);
        setChanges((now) => saved(now, change.key));
        announce(intl.formatMessage(texts.saved, { field: field.label }));
      } catch (error) {
        const collided =
          error instanceof ProblemError && error.kind === "conflict"
            ? (error.more.conflicts as Conflict[] | undefined)
            : undefined;
        const mine = collided?.find((one) => one.field === field.own || one.field === change.field);
        if (mine) {
          setChanges((now) => conflicting(now, change.key));
          setConflict({ change, title, conflict: mine });
          return;
        }
        const part =
          error instanceof ProblemError ? error.parts.find((one) => one.at.startsWith("/fields")) : undefined;
        const words = told(intl, error);
        const reason = part
          ? sentence(part.says)
          : error instanceof AwayError
            ? `${words.title}. ${words.detail}`
            : words.detail || words.title;
        setChanges((now) => refused(now, change.key, reason));
        announce(intl.formatMessage(texts.refused, { field: field.label, reason }));
      }
    },
    [account, intl, queries],
  );

  const save = useCallback<Edits["save"]>(
    (lead, column, value, before) => {
      const change = { key: newKey(), lead: lead.id, field: column, value, before };
      setChanges((now) => saving(now, change));
      void send({ ...change, state: "saving", reason: null }, lead.title, before?.stamp ?? null);
    },
    [send],
  );
  const dismiss = useCallback((lead: string, column: string) => setChanges((now) => dismissed(now, lead, column)), []);
  const resolve = useCallback<Edits["resolve"]>(
    (value, stamp) => {
      setConflict(null);
      if (!conflict) return;
      const { change, title } = conflict;
      setChanges((now) => saved(now, change.key));
      // Theirs holds already; what the row shows is read anew.
      if (value === undefined) void queries.invalidateQueries({ queryKey: [account, "leads", "page"] });
      else save({ id: change.lead, title }, change.field, value, { value: change.before?.value ?? null, stamp });
    },
    [conflict, save, queries, account],
  );
  return useMemo(() => ({ changes, conflict, save, dismiss, resolve }), [changes, conflict, save, dismiss, resolve]);
}
