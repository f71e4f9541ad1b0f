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
  /** All its ranges as they were made. A page that empties a text node and fills it again leaves the live ones shorter. */
  made: readonly StaticRange[];
}

/** Every range of a mark. */
export const rangesOf = ({ range, quoted, strong }: Omit<Mark, "made">): Range[] => [
  range,
  ...quoted,
  ...strong.map((part) => part.range),
];

/** Whether all of its ranges are as long as they were made. */
export function isWhole(mark: Mark): boolean {
  return rangesOf(mark).every((range, n) => {
    const made = mark.made[n];
    return (
      made?.startContainer === range.startContainer &&
      made.startOffset === range.startOffset &&
      made.endContainer === range.endContainer &&
      made.endOffset === range.endOffset
    );
  });
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
  const mark = { finding, range, strong, quoted, text: block.text };
  return { ...mark, made: rangesOf(mark).map((one) => new StaticRange(one)) };
}
