/** Which leads are ticked: some of them by id, or all that match but some. Survives paging, sorting and views. Pure. */

export type Selection =
  | { readonly kind: "some"; readonly ids: ReadonlySet<string>; readonly anchor: string | null }
  | { readonly kind: "all"; readonly except: ReadonlySet<string>; readonly anchor: string | null };

export const NOTHING: Selection = { kind: "some", ids: new Set(), anchor: null };

/** All that match, also those of other pages. */
export const everything = (): Selection => ({ kind: "all", except: new Set(), anchor: null });

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.kind === "some" ? selection.ids.has(id) : !selection.except.has(id);

/** How many are ticked, of `total` that match (null: not known). */
export function countOf(selection: Selection, total: number | null): number | null {
  if (selection.kind === "some") return selection.ids.size;
  return total === null ? null : Math.max(0, total - selection.except.size);
}

/** Ticks or unticks some. */
export function marked(selection: Selection, ids: readonly string[], on: boolean, anchor: string | null): Selection {
  if (selection.kind === "all") {
    const except = new Set(selection.except);
    for (const id of ids) on ? except.delete(id) : except.add(id);
    return { kind: "all", except, anchor };
  }
  const next = new Set(selection.ids);
  for (const id of ids) on ? next.add(id) : next.delete(id);
  return { kind: "some", ids: next, anchor };
}

/** The other way round for one. */
export const toggled = (selection: Selection, id: string): Selection =>
  marked(selection, [id], !isSelected(selection, id), id);

/** From the last one that was clicked to this one, as that one is; without such a one on the page as `toggled`. */
export function ranged(selection: Selection, id: string, page: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : page.indexOf(selection.anchor);
  const to = page.indexOf(id);
  if (from < 0 || to < 0) return toggled(selection, id);
  const ids = page.slice(Math.min(from, to), Math.max(from, to) + 1);
  return marked(selection, ids, isSelected(selection, page[from] as string), selection.anchor);
}

/** What the box in the head shows for a page. */
export function stateOf(selection: Selection, page: readonly string[]): "none" | "some" | "all" {
  const on = page.filter((id) => isSelected(selection, id)).length;
  if (on === 0) return "none";
  return on === page.length ? "all" : "some";
}

/** The box in the head: all of the page, or none of it where all were ticked. */
export const pageToggled = (selection: Selection, page: readonly string[]): Selection =>
  marked(selection, page, stateOf(selection, page) !== "all", null);

/** Tells whether more could be ticked than is: "all 8,283 that match". */
export function offersAll(selection: Selection, page: readonly string[], total: number | null): boolean {
  return (
    selection.kind === "some" &&
    selection.ids.size > 0 &&
    total !== null &&
    total > selection.ids.size &&
    page.length > 0
  );
}

/** A selection as text, for who comes back to the list. */
export const selectionText = (selection: Selection): string =>
  JSON.stringify({
    kind: selection.kind,
    ids: [...(selection.kind === "all" ? selection.except : selection.ids)],
    anchor: selection.anchor,
  });

/** Reads such a text; anything else is no selection. */
export function selectionOf(text: string | null): Selection {
  try {
    const { kind, ids, anchor } = JSON.parse(text ?? "") as { kind: unknown; ids: unknown; anchor: unknown };
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) return NOTHING;
    const set: ReadonlySet<string> = new Set(ids);
    const from = typeof anchor === "string" ? anchor : null;
    if (kind === "all") return { kind, except: set, anchor: from };
    return kind === "some" ? { kind, ids: set, anchor: from } : NOTHING;
  } catch {
    return NOTHING;
  }
}
