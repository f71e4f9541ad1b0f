// Which findings, and what of them, a reader has chosen to see.

import type { Flag } from "./api";
import { FLAGS } from "./flags";
import type { Looks } from "./looks";
import type { Counts, Finding } from "./messages";

/** The settings that concern a page whose findings are known: they can change without a new analysis. */
export interface View {
  flags: Readonly<Record<Flag, boolean>>;
  quotedHedges: boolean;
  looks: Looks;
}

/** What is shown of a finding; null: nothing. A finding without flags has hedges in quotations only. */
export function asShown(finding: Finding, { flags, quotedHedges }: View): Finding | null {
  const on = (part: { flag: Flag }): boolean => flags[part.flag];
  const shown = finding.flags.filter((flag) => flags[flag]);
  const quoted = quotedHedges && flags.hedged ? finding.quoted : [];
  if (shown.length === 0 && quoted.length === 0) return null;
  return {
    ...finding,
    flags: shown,
    strong: finding.strong.filter(on),
    reasons: finding.reasons.filter(on),
    quoted,
  };
}

/** The place of a sentence's flags in `Counts.together`. */
export const togetherIndex = (flags: readonly Flag[]): number =>
  flags.reduce((sum, flag) => sum + 2 ** FLAGS.indexOf(flag), 0);

/** How many sentences carry at least one of the flags that are shown. */
export function shownCount(counts: Counts, flags: View["flags"]): number {
  const chosen = togetherIndex(FLAGS.filter((flag) => flags[flag]));
  return counts.together.reduce((sum, count, index) => sum + ((index & chosen) !== 0 ? count : 0), 0);
}
