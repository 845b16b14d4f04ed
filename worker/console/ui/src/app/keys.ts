import { useEffect, useRef } from "react";
import { keep, kept } from "./kept";
import { store } from "./store";

/**
 * Keys of the page. A chord is "g l" (one after the other), "mod+k" (Ctrl or ⌘), "shift+x" or a single key as the
 * keyboard gives it ("/", "?", "x"). Single keys work outside of inputs and dialogs only, and can be switched off
 * (WCAG 2.1.4); those with mod work everywhere.
 */
export interface Shortcut {
  keys: string;
  /** What it does, for the list of keys; without it, it is not listed. */
  does?: string;
  group?: string;
  run: (event: KeyboardEvent) => void;
}

const PAUSE_MS = 1_000;
export const singleKeys = store(kept("single-keys") !== "off");
export const shortcuts = store<readonly Shortcut[]>([]);

export function switchSingleKeys(on: boolean): void {
  keep("single-keys", on ? null : "off");
  singleKeys.set(on);
}

/** Add these keys while the calling part is on the page; what they run may change without them being added anew. */
export function useKeys(added: readonly Shortcut[]): void {
  const latest = useRef(added);
  latest.current = added;
  const told = added.map((one) => `${one.keys}\n${one.does ?? ""}\n${one.group ?? ""}`).join("\n\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` stands for what is listed of `added`
  useEffect(() => {
    const mine = latest.current.map((one, place) => ({
      ...one,
      run: (event: KeyboardEvent) => latest.current[place]?.run(event),
    }));
    shortcuts.set([...shortcuts.get(), ...mine]);
    return () => shortcuts.set(shortcuts.get().filter((one) => !mine.includes(one)));
  }, [told]);
}

/** What was pressed, as chords name it. */
export function pressed(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Shift is part of what gives "?" and "/" on some keyboards: it is told for letters alone.
  const shift = event.shiftKey && letter !== letter.toUpperCase();
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${shift ? "shift+" : ""}${letter}`;
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [role=listbox], [role=menu]") !==
        null)
  );
}

/** Listen; gives what ends it. */
export function listen(page: Document): () => void {
  let before = "";
  let since = 0;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const now = pressed(event);
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    const single = !now.startsWith("mod+");
    if (
      single &&
      (!singleKeys.get() || typing(event.target) || page.querySelector("[role=dialog], [role=alertdialog]"))
    )
      return;
    const chord = event.timeStamp - since < PAUSE_MS && before ? `${before} ${now}` : now;
    // The last to be added goes first: what lies above answers.
    const all = [...shortcuts.get()].reverse();
    const found = all.find((one) => one.keys === chord) ?? all.find((one) => one.keys === now);
    if (found) {
      event.preventDefault();
      before = "";
      found.run(event);
      return;
    }
    before = all.some((one) => one.keys.startsWith(`${now} `)) ? now : "";
    since = event.timeStamp;
  };
  page.addEventListener("keydown", onKey);
  return () => page.removeEventListener("keydown", onKey);
}

/** Whether this keyboard says ⌘ where others say Ctrl. */
export const APPLE = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/** A chord as people read it: ["Ctrl", "K"], ["g", "l"]. */
export function shown(keys: string): string[] {
  return keys.split(" ").flatMap((chord) => {
    const parts = chord.split(/\+(?=.)/);
    return parts.map(
      (part) =>
        ({ mod: APPLE ? "⌘" : "Ctrl", shift: "Shift", alt: "Alt", Enter: "Enter", Escape: "Esc" })[part] ??
        (parts.length > 1 ? part.toUpperCase() : part),
    );
  });
}
