// Requests to the server on 127.0.0.1. The only place that calls fetch.

import { ProblemError } from "../shared/problems";
import { readLines } from "./lines";

export interface Call {
  body?: unknown;
  token?: string;
  /** Milliseconds after which the call is given up. */
  timeout?: number;
  signal?: AbortSignal;
  /** Asks for an answer line by line and gets each line, parsed, as soon as it has come. */
  onLine?: (json: unknown) => void;
}

export interface Answer {
  status: number;
  /** The parsed body, or its last line; undefined when it is not JSON. */
  json: unknown;
  /** It came line by line. */
  inLines: boolean;
  /** Seconds that an overloaded server asks to wait. */
  retryAfter: number | null;
}

/** What a request and its answer may take. A local server that is well answers the short ones within milliseconds. */
const SHORT_CALL = 5_000;
export const LONG_CALL = 120_000;

const LINES = "application/x-ndjson";

/**
 * Calls the server and returns its answer, whatever its status.
 *
 * Throws ProblemError `no_permission` when the browser does not let us (Firefox lets people take the permission back),
 * `server_down` when nobody answers, `slow` after the time-out. Redirects count as nobody: a token must not follow them.
 */
export async function call(
  port: number,
  method: "GET" | "POST" | "DELETE",
  path: string,
  what: Call = {},
): Promise<Answer> {
  if (!(await browser.permissions.contains({ origins: ["http://127.0.0.1/*"] }))) {
    throw new ProblemError("no_permission");
  }
  const headers: Record<string, string> = {};
  if (what.body !== undefined) headers["Content-Type"] = "application/json";
  if (what.onLine) headers.Accept = LINES;
  if (what.token !== undefined) headers.Authorization = `Bearer ${what.token}`;
  const deadline = AbortSignal.timeout(what.timeout ?? SHORT_CALL);
  const signal = what.signal ? AbortSignal.any([what.signal, deadline]) : deadline;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      body: what.body === undefined ? null : JSON.stringify(what.body),
      signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    const inLines = response.ok && response.headers.get("Content-Type") === LINES;
    const text = inLines
      ? await readLines(response, (line) => what.onLine?.(parsed(line)))
      : await response.text();
    const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
    return {
      status: response.status,
      json: parsed(text),
      inLines,
      retryAfter: Number.isNaN(seconds) ? null : seconds,
    };
  } catch {
    if (what.signal?.aborted) throw what.signal.reason;
    throw new ProblemError(deadline.aborted ? "slow" : "server_down");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The problem behind an error status of a server that has proved itself. */
export function problemOfStatus(answer: Answer): ProblemError {
  switch (answer.status) {
    case 403:
      return new ProblemError("refused");
    case 413:
      return new ProblemError("too_large");
    case 422:
      return new ProblemError("other_language", languageIn(answer.json));
    case 429:
      return new ProblemError("pairing_busy");
    case 503:
      return new ProblemError("overloaded");
    default:
      return new ProblemError(answer.status >= 500 ? "server_error" : "nonsense");
  }
}

/** The language code in an error's body; "und" where there is none that looks like one. */
function languageIn(json: unknown): string {
  const language = (json as { error?: { language?: unknown } } | undefined)?.error?.language;
  return typeof language === "string" && /^[a-z]{2,3}$/.test(language) ? language : "und";
}
