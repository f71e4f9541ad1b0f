// What can go wrong, each with a message of its own: `problem_<code>` is its title and `problem_<code>_help` says what
// to do about it (_locales).

export const PROBLEMS = [
  "no_permission",
  "server_down",
  "loading",
  "model_broken",
  "not_reportedly",
  "not_paired",
  "pairing_busy",
  "pairing_denied",
  "pairing_expired",
  "impostor",
  "forgotten",
  "refused",
  "page_forbidden",
  "page_changed",
  "no_article",
  "other_frame",
  "nothing_selected",
  "other_language",
  "too_large",
  "feedback_full",
  "overloaded",
  "slow",
  "nonsense",
  "server_error",
] as const;

export type ProblemCode = (typeof PROBLEMS)[number];

/**
 * `detail` is a word that the message has a place for: a language code, a host, or the server's own line about its model.
 */
export interface Problem {
  code: ProblemCode;
  detail?: string;
}

/** Thrown where something of the list above happens; whoever runs the work shows it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, detail?: string) {
    super(code);
    this.problem = detail === undefined ? { code } : { code, detail };
  }
}

/** The problem that an exception stands for; a bug of ours is not dressed up as one, but logged and shown as `server_error`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  console.error(error);
  return { code: "server_error" };
}

/** Problems of the connection, as opposed to problems of the page. While one lasts, nothing can be analysed. */
const CONNECTION: readonly ProblemCode[] = [
  "no_permission",
  "server_down",
  "loading",
  "model_broken",
  "not_reportedly",
  "not_paired",
  "pairing_busy",
  "pairing_denied",
  "pairing_expired",
  "impostor",
  "forgotten",
  "refused",
];

export const isConnectionProblem = (code: ProblemCode): boolean => CONNECTION.includes(code);

/** Nothing to read is there; a page may still bring it. */
export const isNothingToRead = (problem: Problem | undefined): boolean =>
  problem?.code === "no_article" || problem?.code === "other_frame";

/** Problems that go away by themselves, so that it is worth trying again while somebody looks. */
const PASSING: readonly ProblemCode[] = ["server_down", "loading"];

export const isPassing = (code: ProblemCode): boolean => PASSING.includes(code);
