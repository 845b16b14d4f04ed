/**
 * The part of the address after `?`, as people can read it: plain names and values, in the order they were given. What
 * each screen makes of the texts is its own matter (`validateSearch` of its route).
 */
export type Search = Record<string, string | number | boolean | undefined>;

export function parseSearch(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) found[name] ??= value;
  return found;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parts = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`${written(name)}=${written(String(value))}`],
  );
  return parts.length ? `?${parts.join("&")}` : "";
}

/** Percent signs only where an address would mean something else without them. */
function written(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/%(?:2C|3A|40|2F)/g, decodeURIComponent);
}

/** A place of ours that somebody may be sent to after signing in: never another site's. */
export function placeWithin(to: string | undefined): string | undefined {
  if (!to || !/^\/(?![/\\])/.test(to)) return undefined;
  const base = "https://here.invalid";
  try {
    const url = new URL(to, base);
    const within = url.origin === base && !/^\/(?:sign-in|invite)(?:\/|$)/.test(url.pathname);
    return within ? url.pathname + url.search + url.hash : undefined;
  } catch {
    return undefined;
  }
}
