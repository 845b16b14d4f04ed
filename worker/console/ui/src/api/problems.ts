import type { IntlShape } from "react-intl";
import { defineMessages } from "../text/define";

/** What is wrong with one part of a request: a JSON pointer, or `?name` for a parameter of the address. */
export interface Part {
  at: string;
  says: string;
  code: string;
}

/** A request that the API refused (RFC 9457). `kind` is the last part of the problem's type. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly kind: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly parts: readonly Part[];
  /** The id under which the worker's log tells more; empty where none was given. */
  readonly trace: string;
  /** Members of its own: `conflicts`, `allowed`, `permission` … */
  readonly more: Readonly<Record<string, unknown>>;
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: string,
    status: number,
    told: {
      title?: string;
      detail?: string;
      parts?: readonly Part[];
      trace?: string;
      more?: Record<string, unknown>;
      retryAfter?: number | undefined;
    } = {},
  ) {
    super(told.detail || told.title || kind);
    this.kind = kind;
    this.status = status;
    this.title = told.title ?? "";
    this.detail = told.detail ?? "";
    this.parts = told.parts ?? [];
    this.trace = told.trace ?? "";
    this.more = told.more ?? {};
    this.retryAfter = told.retryAfter;
  }

  /** What is wrong with the part at this JSON pointer. */
  at(pointer: string): string | undefined {
    return this.parts.find((part) => part.at === pointer)?.says;
  }
}

/** No answer came: there is no connection, or the server is away. */
export class AwayError extends Error {
  override readonly name = "AwayError";
}

const KNOWN = new Set(["type", "title", "status", "detail", "errors", "trace"]);

/** Reads an answer that is no success, whatever sent it: the API, or a proxy before it. */
export function problemOf(status: number, body: unknown, headers: Headers): ProblemError {
  const wait = Number(headers.get("Retry-After"));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined;
  if (typeof body !== "object" || body === null || typeof (body as { type?: unknown }).type !== "string") {
    return new ProblemError(status >= 502 && status <= 504 ? "away" : "unreadable", status, { retryAfter });
  }
  const told = body as { type: string; title?: string; detail?: string; errors?: Part[]; trace?: string };
  return new ProblemError(told.type.slice(told.type.lastIndexOf("/") + 1), status, {
    title: told.title ?? "",
    detail: told.detail ?? "",
    parts: told.errors ?? [],
    trace: told.trace ?? "",
    more: Object.fromEntries(Object.entries(body).filter(([name]) => !KNOWN.has(name))),
    retryAfter,
  });
}

const titles = defineMessages({
  sign_in: { id: "problem.signIn", defaultMessage: "Sign in first" },
  not_allowed: { id: "problem.notAllowed", defaultMessage: "You may not do this" },
  not_found: { id: "problem.notFound", defaultMessage: "This is not there, or not yours to see" },
  conflict: { id: "problem.conflict", defaultMessage: "Somebody changed this meanwhile" },
  exists: { id: "problem.exists", defaultMessage: "This is there already" },
  invalid: { id: "problem.invalid", defaultMessage: "Something in this is not right" },
  too_many: { id: "problem.tooMany", defaultMessage: "Too many requests" },
  query_too_slow: { id: "problem.tooSlow", defaultMessage: "The question took too long" },
  store_away: { id: "problem.storeAway", defaultMessage: "The database does not answer" },
  page_too_far: { id: "problem.pageTooFar", defaultMessage: "The page is too far away" },
  sort_too_wide: { id: "problem.sortTooWide", defaultMessage: "Too many leads to sort by this" },
  filter_too_wide: { id: "problem.filterTooWide", defaultMessage: "The filter has too many parts" },
  internal: { id: "problem.internal", defaultMessage: "Something is broken on our side" },
  away: { id: "problem.away", defaultMessage: "The server does not answer" },
  unreadable: { id: "problem.unreadable", defaultMessage: "The answer could not be read" },
});

const more = defineMessages({
  away: {
    id: "problem.away.detail",
    defaultMessage: "Nothing of yours is lost. Look at the connection, then try again.",
  },
  unreadable: {
    id: "problem.unreadable.detail",
    defaultMessage: "The server answered {status}, without saying why. Try again.",
  },
  bug: { id: "problem.bug.detail", defaultMessage: "This page has a fault. Nothing of yours is lost; try again." },
  bugTitle: { id: "problem.bug", defaultMessage: "This could not be shown" },
});

/** A title and a sentence for any error; the API's own words where it gave some. */
export function told(intl: IntlShape, error: unknown): { title: string; detail: string; trace: string } {
  if (error instanceof AwayError)
    return { title: intl.formatMessage(titles.away), detail: intl.formatMessage(more.away), trace: "" };
  if (!(error instanceof ProblemError))
    return { title: intl.formatMessage(more.bugTitle), detail: intl.formatMessage(more.bug), trace: "" };
  const known = titles[error.kind as keyof typeof titles];
  const spoken = { away: more.away, unreadable: more.unreadable }[error.kind];
  return {
    title: known ? intl.formatMessage(known) : error.title,
    detail: spoken ? intl.formatMessage(spoken, { status: error.status }) : sentence(error.detail),
    trace: error.trace,
  };
}

/** The API's details begin small and have no full stop, so that they fit into sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed) return "";
  const [first = "", ...rest] = trimmed;
  const whole = first.toLocaleUpperCase() + rest.join("");
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
