// What is counted of the sentences that stand in a page.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flag } from "../src/shared/api";
import { countsOf } from "../src/shared/counts";
import type { Judgement } from "../src/shared/report";
import { togetherIndex } from "../src/shared/shown";

const THRESHOLDS = { anonymous_source: 0.5, vague_attribution: 0.5, named_source: 0.5 };

const judged = (flags: Flag[], scores: Record<string, number> = {}): Judgement => ({
  block: "0",
  start: 0,
  end: 1,
  flags,
  reasons: [],
  scores,
});

test("each sentence counts once, and once for each of its flags", () => {
  const counts = countsOf([judged(["hedged", "anonymous_source"]), judged(["hedged"]), judged([])], {});
  assert.deepEqual([counts.sentences, counts.flagged, counts.byFlag.hedged], [3, 2, 2]);
  assert.equal(counts.together[togetherIndex(["hedged", "anonymous_source"])], 1);
  assert.equal(counts.attributed, null);
});

test("a sentence rests on one kind of source: anonymous before vague before named", () => {
  const sentences = [
    judged([], { anonymous_source: 0.5, vague_attribution: 0.9, named_source: 0.9 }),
    judged([], { vague_attribution: 0.6, named_source: 0.9 }),
    judged([], { named_source: 0.7 }),
    judged([], { named_source: 0.4 }),
  ];
  const { attributed } = countsOf(sentences, THRESHOLDS);
  assert.deepEqual(attributed, { named: 1, anonymous: 1, vague: 1, none: 1 });
});
