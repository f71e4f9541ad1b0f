// The flags in the order in which they are shown, and the names of the highlights that paint them.

import type { Flag } from "./api";

export const FLAGS = [
  "hedged",
  "anonymous_source",
  "vague_attribution",
  "unsourced_claim",
] as const satisfies readonly Flag[];

/**
 * The page shares the registry of highlights with the extension, hence the prefix. The names are fixed: the tests and
 * marks.css rely on them.
 *
 * - `reportedly-<short>`: the sentences that carry this flag and no other; `reportedly-multiple`: two flags or more.
 *   The range of each is the whole sentence.
 * - `reportedly-tint-<short>`, `reportedly-tint-multiple`: the same ranges again, for the light background. They are
 *   apart so that a page on which most sentences are marked can go without the tint and keep its lines.
 * - `reportedly-words-<short>`: the words that raised the flag.
 * - `reportedly-quoted`: hedges in the words of others, for those who want to see them.
 * - `reportedly-current`: the sentence whose explanation is shown.
 */
export const SHORT: Readonly<Record<Flag, string>> = {
  hedged: "hedged",
  anonymous_source: "anonymous",
  vague_attribution: "vague",
  unsourced_claim: "unsourced",
};

export const MULTIPLE = "multiple";
export const QUOTED = "reportedly-quoted";
export const CURRENT = "reportedly-current";

export const sentenceName = (short: string): string => `reportedly-${short}`;
export const tintName = (short: string): string => `reportedly-tint-${short}`;
export const wordsName = (short: string): string => `reportedly-words-${short}`;
