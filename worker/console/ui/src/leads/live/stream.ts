/**
 * The stream of live updates: open while somebody looks at the page, opened again where it broke.
 *
 * Browsers keep six connections to a server over HTTP/1.1, and each stream holds one: with a stream in every tab that was
 * ever opened, the seventh tab would wait for ever. So a page that nobody has looked at for a while lets go of its stream.
 */

/** As much of `EventSource` and `document` as is needed. */
export type Source = Pick<EventSource, "close" | "addEventListener" | "readyState"> & {
  onopen: ((event: Event) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
};
export type Looks = Pick<Document, "addEventListener" | "removeEventListener" | "visibilityState">;

export type Heard = {
  readonly onLead: (data: string) => void;
  /** Something was missed: what is shown is to be asked for anew. */
  readonly onMissed: () => void;
  readonly onState: (open: boolean) => void;
};

export const HIDDEN_MS = 60_000;
export const AGAIN_MS = [5_000, 15_000, 60_000] as const;
const CLOSED = 2;

/** Listens until what it gives is called. */
export function stream(open: () => Source, heard: Heard, looks: Looks = document): () => void {
  let source: Source | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let missed = false;

  const drop = () => {
    source?.close();
    source = null;
    missed = true;
  };
  const start = () => {
    clearTimeout(timer);
    const mine = open();
    source = mine;
    mine.onopen = () => {
      tries = 0;
      heard.onState(true);
      if (missed) heard.onMissed();
      missed = false;
    };
    mine.onerror = () => {
      heard.onState(false);
      // Most faults the browser mends itself, and tells the server what it heard last. After an answer that is no stream
      // (a proxy's, while the worker behind it starts anew) it gives up for good.
      if (mine.readyState !== CLOSED || source !== mine) return;
      drop();
      timer = setTimeout(start, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
      tries += 1;
    };
    mine.addEventListener("lead", (event) => {
      heard.onState(true);
      heard.onLead((event as MessageEvent<string>).data);
    });
    mine.addEventListener("resync", heard.onMissed);
  };
  const onLook = () => {
    clearTimeout(timer);
    if (looks.visibilityState === "hidden") timer = setTimeout(drop, HIDDEN_MS);
    else if (source === null) start();
  };
  looks.addEventListener("visibilitychange", onLook);
  start();
  return () => {
    looks.removeEventListener("visibilitychange", onLook);
    clearTimeout(timer);
    source?.close();
  };
}
