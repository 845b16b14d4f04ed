import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { live as told } from "../../api/live";
import { newestOf, readAnew } from "../data/rows";
import type { Filter } from "../filters/tree";
import { answered, doubted, IN_STEP, inStep, type LeadEvent, type Listed, nextAsk, refreshed, taken } from "../live";
import { stream } from "./stream";

const AGAIN_MS = 250;
const FLASH_MS = 1_000; // longer than the flash (900 ms), so that another change flashes again
const MORE = 10; // beyond those that came: senders' clocks run ahead, and then older leads stand before them
const MOST = 100;
const AWAY_MS = 2_000;

/** The list that is looked at. */
export type Looked = Listed & {
  readonly question: string;
  readonly filter: Filter;
  readonly search: string;
  readonly columns: readonly string[];
};

export type Live = {
  /** How many leads a refresh would bring. */
  readonly fresh: number;
  /** Rows that somebody changed a moment ago. */
  readonly changed: ReadonlySet<string>;
};

const NONE: ReadonlySet<string> = new Set();

type Told = Partial<LeadEvent> & {
  readonly id: string;
  readonly version: number;
  readonly gone?: boolean;
  readonly row?: { readonly order?: string } | null;
};

/** Hears what changes about leads: those that came and belong into the list are counted, rows in sight are read anew. */
export function useLive(account: string, list: Looked): Live {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(IN_STEP);
  const [changed, setChanged] = useState(NONE);
  const [missed, setMissed] = useState(0);
  const latest = useRef(list);
  latest.current = list;

  useEffect(() => {
    const url = `/api/v1/accounts/${encodeURIComponent(account)}/events?topics=leads`;
    const onLead = (data: string) => {
      const { id, version, gone, types, row } = JSON.parse(data) as Told;
      void queries.invalidateQueries({ queryKey: [account, "leads", "one", id] });
      if (gone) {
        if (latest.current.rows.some((one) => one.id === id))
          void queries.invalidateQueries({ queryKey: [account, "leads", "page"] });
        return;
      }
      const event = { id, version, types: types ?? [], order: row?.order ?? "0" };
      setWaiting((now) => taken(now, event, latest.current, Date.now()));
    };
    const end = stream(() => new EventSource(url), {
      onLead,
      onMissed: () => {
        void queries.invalidateQueries({ queryKey: [account, "leads"] });
        setMissed((now) => now + 1);
      },
      onState: (open) => told.set({ open, at: open ? new Date() : (told.get()?.at ?? new Date()) }),
    });
    return () => {
      end();
      told.set(undefined);
    };
  }, [account, queries]);

  // Whether the list has what came: asked a little later, again while it has not, and after something was missed.
  const ask = useCallback(
    async (count: number) => {
      const { question } = latest.current;
      const newest = await newestOf({ account, ...latest.current }, Math.min(count + MORE, MOST)).catch(() => []);
      if (question !== latest.current.question) return;
      setWaiting((now) => answered(now, newest, latest.current, Date.now()));
    },
    [account],
  );
  useSoon(nextAsk(waiting), () => void ask(waiting.asked.size + waiting.fresh.size));
  useEffect(() => {
    if (missed > 0) void ask(MOST);
  }, [missed, ask]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list, other leads that belong into it
  useEffect(() => setWaiting(doubted), [list.question]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read anew has what it had before
  useEffect(() => {
    setWaiting((now) => inStep(now, latest.current));
    // Somebody comes back to a list that was read a while ago: what came since is found by its time.
    if (list.asOf !== null && Date.now() - list.readAt > AWAY_MS) void ask(MOST);
  }, [list.asOf, list.readAt]);

  // Several changes at once are read at once.
  useSoon(waiting.stale.size > 0 ? AGAIN_MS : null, () => {
    const { rows, columns } = latest.current;
    const leads = rows.map((row) => row.id).filter((id) => waiting.stale.has(id));
    setWaiting((now) => refreshed(now, waiting.stale));
    if (leads.length === 0) return;
    readAnew(queries, account, leads, columns).then(
      () => setChanged(new Set(leads)),
      () => void queries.invalidateQueries({ queryKey: [account, "leads", "page"] }),
    );
  });
  useEffect(() => {
    if (changed.size === 0) return;
    const timer = setTimeout(() => setChanged(NONE), FLASH_MS);
    return () => clearTimeout(timer);
  }, [changed]);

  return useMemo(() => ({ fresh: waiting.fresh.size, changed }), [waiting.fresh, changed]);
}

/** Runs what it is given last, so long (ms) after it was first asked to; null: nothing is to be run. */
function useSoon(delay: number | null, run: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (delay === null || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, delay);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
