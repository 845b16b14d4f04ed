import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AGAIN_MS, HIDDEN_MS, type Source, stream } from "./stream";

class FakeSource implements Source {
  readyState: 0 | 1 | 2 = 0;
  onopen: ((event: Event) => unknown) | null = null;
  onerror: ((event: Event) => unknown) | null = null;
  readonly listeners = new Map<string, (event: unknown) => void>();
  addEventListener = (type: string, listener: unknown) =>
    void this.listeners.set(type, listener as (event: unknown) => void);
  close = () => {
    this.readyState = 2;
  };
  opens() {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }
  fails(state: 0 | 2) {
    this.readyState = state;
    this.onerror?.(new Event("error"));
  }
}

class FakePage extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";
  turns(state: DocumentVisibilityState) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

const rig = () => {
  const sources: FakeSource[] = [];
  const page = new FakePage();
  const heard = { onLead: vi.fn(), onMissed: vi.fn(), onState: vi.fn() };
  const end = stream(
    () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    heard,
    page as unknown as Document,
  );
  const last = () => sources[sources.length - 1] as FakeSource;
  return { sources, page, heard, end, last };
};

describe("the stream of live updates", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("tells what it hears, and that something was missed", () => {
    const { heard, last, end } = rig();
    last().opens();
    last().listeners.get("lead")?.({ data: "{}" });
    last().listeners.get("resync")?.({});
    expect(heard.onLead).toHaveBeenCalledWith("{}");
    expect(heard.onMissed).toHaveBeenCalledTimes(1);
    end();
    expect(last().readyState).toBe(2);
  });

  test("a page that nobody looks at lets go of it, and asks anew when somebody does", () => {
    const { heard, sources, page, last } = rig();
    last().opens();
    page.turns("hidden");
    vi.advanceTimersByTime(HIDDEN_MS - 1);
    page.turns("visible");
    expect([sources.length, last().readyState]).toEqual([1, 1]);
    page.turns("hidden");
    vi.advanceTimersByTime(HIDDEN_MS + 1);
    expect(last().readyState).toBe(2);
    page.turns("visible");
    expect(sources.length).toBe(2);
    last().opens();
    expect(heard.onMissed).toHaveBeenCalledTimes(1);
  });

  test("a fault that the browser mends is left to it; after an answer that is no stream it is opened again", () => {
    const { heard, sources, last } = rig();
    last().opens();
    last().fails(0);
    vi.advanceTimersByTime(120_000);
    expect(sources.length).toBe(1);
    for (const wait of [...AGAIN_MS, AGAIN_MS[2]]) {
      const before = sources.length;
      last().fails(2);
      vi.advanceTimersByTime(wait - 1);
      expect(sources.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(sources.length).toBe(before + 1);
    }
    last().opens();
    expect(heard.onMissed).toHaveBeenCalledTimes(1);
    expect(heard.onState.mock.calls.map(([open]) => open)).toEqual([true, false, false, false, false, false, true]);
  });

  test("after its end nothing opens it again", () => {
    const { sources, page, last, end } = rig();
    last().fails(2);
    end();
    vi.advanceTimersByTime(120_000);
    page.turns("visible");
    expect(sources.length).toBe(1);
  });
});
