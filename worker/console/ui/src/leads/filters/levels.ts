/** The AND/OR editor's view of a filter: a group of conditions and of groups of conditions, no deeper. Pure. */

import { type Condition, type Filter, isAll, isAny, isCondition, isNot } from "./tree";

export type Join = "all" | "any";
export type Group = { readonly join: Join; readonly parts: readonly Condition[] };
export type Levels = { readonly join: Join; readonly parts: readonly (Condition | Group)[] };

export const isGroup = (part: Condition | Group): part is Group => "join" in part;

const other = (join: Join): Join => (join === "all" ? "any" : "all");

/** A filter as two levels, null where it is deeper than that or has a `not`: then it is kept as it is. */
export function levelsOf(parts: readonly Filter[]): Levels | null {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only && isAny(only)) return grouped("any", only.any);
  return grouped("all", parts);
}

function grouped(join: Join, parts: readonly Filter[]): Levels | null {
  const found: (Condition | Group)[] = [];
  for (const part of parts) {
    if (isCondition(part)) {
      found.push(part);
      continue;
    }
    if (isNot(part)) return null;
    const inner = isAll(part) ? part.all : part.any;
    if (!inner.every(isCondition)) return null;
    found.push({ join: isAll(part) ? "all" : "any", parts: inner as readonly Condition[] });
  }
  return { join, parts: found };
}

/** The parts of a filter that two levels say; groups of nothing are left out, groups of one are that one. */
export function filterParts(levels: Levels): readonly Filter[] {
  const parts = levels.parts.flatMap((part): Filter[] => {
    if (!isGroup(part)) return [part];
    if (part.parts.length <= 1) return [...part.parts];
    return [part.join === "all" ? { all: part.parts } : { any: part.parts }];
  });
  if (levels.join === "all" || parts.length <= 1) return parts;
  return [{ any: parts }];
}

/** Where a condition stands: its place on the first level, and within a group. */
export type Place = readonly [number] | readonly [number, number];

/** Levels with the condition or group at a place replaced, or taken away where `part` is null. */
export function replaced(levels: Levels, place: Place, part: Condition | Group | null): Levels {
  const [outer, inner] = place;
  if (inner === undefined) {
    return { ...levels, parts: levels.parts.flatMap((one, i) => (i !== outer ? [one] : part ? [part] : [])) };
  }
  return {
    ...levels,
    parts: levels.parts.map((one, i) => {
      if (i !== outer || !isGroup(one)) return one;
      const parts = one.parts.flatMap((c, j) => (j !== inner ? [c] : part && !isGroup(part) ? [part] : []));
      return { ...one, parts };
    }),
  };
}

/** Levels with a condition more: at the end, or at the end of the group at `outer`. */
export function added(levels: Levels, condition: Condition, outer?: number): Levels {
  if (outer === undefined) return { ...levels, parts: [...levels.parts, condition] };
  return {
    ...levels,
    parts: levels.parts.map((one, i) =>
      i === outer && isGroup(one) ? { ...one, parts: [...one.parts, condition] } : one,
    ),
  };
}

/** Levels with a group more, which joins the other way than the level above. */
export function withGroup(levels: Levels, parts: readonly Condition[] = []): Levels {
  return { ...levels, parts: [...levels.parts, { join: other(levels.join), parts }] };
}

/** Levels with one condition moved: into the group at `outer`, or out to the first level (null). */
export function moved(levels: Levels, place: Place, outer: number | null): Levels {
  const [from, inner] = place;
  const top = levels.parts[from];
  if (!top) return levels;
  const condition = inner === undefined ? top : isGroup(top) ? top.parts[inner] : undefined;
  if (!condition || isGroup(condition) || outer === from) return levels;
  if (outer === null && inner === undefined) return levels;
  const target = outer === null ? null : levels.parts[outer];
  if (outer !== null && !(target && isGroup(target))) return levels;
  const put = added(levels, condition, outer ?? undefined); // first put, then take: places before stay as they are
  return replaced(put, place, null);
}
