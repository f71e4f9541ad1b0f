// What the badge, the popup and the panel count: the sentences that stand in the page now.

import type { Flag } from "./api";
import { FLAGS } from "./flags";
import type { Counts } from "./messages";
import type { Judgement } from "./report";
import { togetherIndex } from "./shown";

export function noCounts(): Counts {
  return {
    sentences: 0,
    flagged: 0,
    byFlag: Object.fromEntries(FLAGS.map((flag) => [flag, 0])) as Record<Flag, number>,
    together: new Array<number>(2 ** FLAGS.length).fill(0),
    attributed: null,
  };
}

/** Without thresholds, as long as an article's end has not come, it is not told on whom its sentences rest. */
export function countsOf(
  sentences: readonly Judgement[],
  thresholds: Readonly<Record<string, number>>,
): Counts {
  const counts = noCounts();
  const attributed = { named: 0, anonymous: 0, vague: 0, none: 0 };
  for (const { flags, scores } of sentences) {
    counts.sentences += 1;
    if (flags.length > 0) counts.flagged += 1;
    for (const flag of flags) counts.byFlag[flag] += 1;
    const index = togetherIndex(flags);
    counts.together[index] = (counts.together[index] ?? 0) + 1;
    attributed[restsOn(scores, thresholds)] += 1;
  }
  if (sentences.length > 0 && Object.keys(thresholds).length > 0) counts.attributed = attributed;
  return counts;
}

/** Each sentence counts once, as in the server's summary: anonymous before vague before named. */
function restsOn(
  scores: Readonly<Record<string, number>>,
  thresholds: Readonly<Record<string, number>>,
): "anonymous" | "vague" | "named" | "none" {
  const passes = (name: string): boolean =>
    (scores[name] ?? 0) >= (thresholds[name] ?? Number.POSITIVE_INFINITY);
  if (passes("anonymous_source")) return "anonymous";
  if (passes("vague_attribution")) return "vague";
  return passes("named_source") ? "named" : "none";
}
