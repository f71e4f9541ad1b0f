// A mark: a flagged sentence of the page with its ranges.

import type { Finding } from "../shared/messages";
import { type Anchored, rangeOf } from "./anchor";

export interface Mark {
  finding: Finding;
  /** The whole sentence. */
  range: Range;
  strong: { flag: Finding["flags"][number]; range: Range }[];
  /** Hedges in the words of others, where the reader wants to see them. */
  quoted: Range[];
  /** The text that the finding's offsets count into. */
  text: string;
}

/** The mark of a finding; null when its sentence cannot be found in the page (any more). */
export function markOf(finding: Finding, block: Anchored): Mark | null {
  const range = rangeOf(block, finding.start, finding.end);
  if (!range) return null;
  const strong: Mark["strong"] = [];
  for (const { flag, words } of finding.strong) {
    const part = rangeOf(block, ...words);
    if (part) strong.push({ flag, range: part });
  }
  const quoted = finding.quoted.flatMap((words) => rangeOf(block, ...words) ?? []);
  return { finding, range, strong, quoted, text: block.text };
}
