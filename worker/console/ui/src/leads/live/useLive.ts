import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { live as told } from "../../api/live";
import type { Row } from "../data/rows";
import { IN_STEP, type LeadEvent, refreshed, taken, type Waiting } from "../live";

const AGAIN_MS = 400;

export type Live = {
  /** How many leads came since the list was read. */
  readonly fresh: number;
  /** Rows that somebody changed while they were in sight. */
  readonly changed: ReadonlySet<string>;
  /** The list was read anew. */
  readonly seen: () => void;
};

const NONE: ReadonlySet<string> = new Set();

/** Hears what changes about leads: new ones are counted, rows in sight are read again, after a gap everything is. */
export function useLive(account: string, rows: readonly Row[]): Live {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState<Waiting>(IN_STEP);
  const [changed, setChanged] = useState<ReadonlySet<string>>(NONE);
  const page = useRef(rows);
  page.current = rows;

  useEffect(() => {
    const source = new EventSource(`/api/v1/accounts/${encodeURIComponent(account)}/events?topics=leads`);
    const inStep = () => told.set({ open: true, at: new Date() });
    source.onopen = inStep;
    source.onerror = () => told.set({ open: false, at: told.get()?.at ?? new Date() });
    source.addEventListener("lead", (event) => {
      inStep();
      const lead = JSON.parse(event.data) as Partial<LeadEvent> & { id: string; version: number; gone?: boolean };
      if (lead.gone) {
        if (page.current.some((row) => row.id === lead.id))
          void queries.invalidateQueries({ queryKey: [account, "leads", "page"] });
        return;
      }
      setWaiting((now) =>
        taken(
          now,
          { id: lead.id, version: lead.version, types: lead.types ?? [], changed: lead.changed ?? [] },
          page.current,
        ),
      );
      void queries.invalidateQueries({ queryKey: [account, "leads", "one", lead.id] });
    });
    source.addEventListener("resync", () => void queries.invalidateQueries({ queryKey: [account, "leads"] }));
    return () => {
      source.close();
      told.set(undefined);
    };
  }, [account, queries]);

  // Several changes at once are read at once.
  useEffect(() => {
    if (waiting.stale.size === 0) return;
    const timer = setTimeout(() => {
      setChanged(waiting.stale);
      setWaiting((now) => refreshed(now, [...waiting.stale]));
      void queries.invalidateQueries({ queryKey: [account, "leads", "page"] });
    }, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [waiting.stale, account, queries]);

  const seen = useCallback(() => {
    setWaiting(IN_STEP);
    setChanged(NONE);
  }, []);
  return useMemo(() => ({ fresh: waiting.fresh.size, changed, seen }), [waiting.fresh, changed, seen]);
}
