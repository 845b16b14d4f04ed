import createClient, { type Middleware } from "openapi-fetch";
import { AwayError, problemOf } from "./problems";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

const CHANGES = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A key that no request had before: 128 random bits. (`crypto.randomUUID` is there for https alone.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whoever sends a request again gives the key of the first try: `params: { header: { "Idempotency-Key": key } }`.
const keys: Middleware = {
  onRequest({ request }) {
    if (CHANGES.has(request.method) && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", newKey());
    }
    return request;
  },
};

/**
 * The API, typed by its document. Cookies go along because the origin is one; that a change comes from these pages the
 * browser says itself (Sec-Fetch-Site, Origin).
 */
export const api = createClient<paths>({
  baseUrl: "/",
  credentials: "same-origin",
  headers: { Accept: "application/json" },
});
api.use(keys);

/** Give what was answered; raises `ProblemError` for refusals, `AwayError` where no answer came. */
export async function answer<Data>(
  asked: Promise<{ data?: Data | undefined; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await asked.catch((reason: unknown) => {
    // `fetch` says of everything between here and the server that it is a TypeError.
    throw reason instanceof TypeError ? new AwayError(reason.message, { cause: reason }) : reason;
  });
  if (!response.ok || error !== undefined) throw problemOf(response.status, error, response.headers);
  return data as Data;
}
