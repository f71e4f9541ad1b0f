// What the extension believes of an answer, and what it refuses.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../src/background/findings";
import { ProblemError } from "../src/shared/problems";

const TEXT = "🚢 Two aides said the pier may close. It rained.";
const BLOCKS = [{ id: "3", text: TEXT }];
const SENTENCE_END = TEXT.indexOf(" It rained.");

const at = (words: string): [number, number] => [TEXT.indexOf(words), TEXT.indexOf(words) + words.length];

function span(kind: string, words: string, more: object = {}): object {
  const [start, end] = at(words);
  return { kind, start, end, ...more };
}

function sentence(changed: object = {}): object {
  return {
    block: "3",
    start: 3,
    end: SENTENCE_END,
    flags: ["anonymous_source"],
    scores: {},
    spans: [
      span("source", "Two aides", { source_type: "anonymous", attribution: 0 }),
      span("cue", "said", { attribution: 0 }),
      span("content", "the pier may close", { attribution: 0 }),
      span("quoted_hedge_cue", "may"),
    ],
    carried_over: false,
    reasons: [{ flag: "anonymous_source", code: "unnamed_group", words: [at("Two aides")] }],
    explanations: {},
    ...changed,
  };
}

function answer(sentences: unknown, changed: object = {}): object {
  const summary = { attributed: { named: 0, anonymous: 1, vague: 0, none: 1 } };
  return { schema: 1, offsets: "utf-16", sentences, summary, ...changed };
}

test("a flagged sentence becomes a finding with its source and cue as strong words", () => {
  const { findings, counts } = judge(answer([sentence()]), BLOCKS);
  assert.deepEqual(
    findings[0]?.strong.map(({ flag, words }) => [flag, TEXT.slice(...words)]),
    [
      ["anonymous_source", "Two aides"],
      ["anonymous_source", "said"],
    ],
  );
  assert.equal(counts.flagged, 1);
  assert.equal(counts.byFlag.anonymous_source, 1);
  assert.deepEqual(counts.attributed, { named: 0, anonymous: 1, vague: 0, none: 1 });
});

test("the scores of the flags that were raised come along, and who judged", () => {
  const scores = { anonymous_source: 0.93, hedged: 0.1, vague_attribution: "high" };
  const model = { name: "reportedly-en", version: "1.0.0" };
  const judged = judge(answer([sentence({ scores })], { model }), BLOCKS);
  assert.deepEqual(judged.findings[0]?.scores, { anonymous_source: 0.93 });
  assert.deepEqual(judged.model, model);
  assert.equal(judge(answer([]), BLOCKS).model, null);
});

test("a hedge in a quotation is kept apart, for those who want to see it", () => {
  const { findings, counts } = judge(answer([sentence({ flags: [], reasons: [] })]), BLOCKS);
  assert.deepEqual(findings[0]?.quoted, [at("may")]);
  assert.deepEqual([findings[0]?.flags, counts.flagged], [[], 0]);
});

test("a sentence without a flag is counted and not shown", () => {
  const { findings, counts } = judge(answer([sentence({ flags: [], spans: [] })]), BLOCKS);
  assert.deepEqual([findings.length, counts.sentences, counts.flagged], [0, 1, 0]);
});

test("words of a named source are not painted in a hedged sentence", () => {
  const spans = [
    span("source", "Two aides", { source_type: "named", attribution: 0 }),
    span("cue", "said", { attribution: 0 }),
    span("hedge_cue", "may"),
  ];
  const { findings } = judge(answer([sentence({ flags: ["hedged"], spans, reasons: [] })]), BLOCKS);
  assert.deepEqual(
    findings[0]?.strong.map(({ words }) => TEXT.slice(...words)),
    ["may"],
  );
});

test("neighbouring words of one cue are painted as one", () => {
  const spans = [span("hedge_cue", "may"), span("hedge_cue", "close")];
  const { findings } = judge(answer([sentence({ flags: ["hedged"], spans, reasons: [] })]), BLOCKS);
  assert.deepEqual(
    findings[0]?.strong.map(({ words }) => TEXT.slice(...words)),
    ["may close"],
  );
});

test("a flag and a kind of span that a newer server may have are left out", () => {
  const newer = sentence({ flags: ["anonymous_source", "sarcasm"], spans: [span("irony", "pier")] });
  const { findings } = judge(answer([newer]), BLOCKS);
  assert.deepEqual([findings[0]?.flags, findings[0]?.strong], [["anonymous_source"], []]);
});

const NONSENSE: Record<string, unknown> = {
  "no JSON": undefined,
  null: null,
  "a list": [],
  "another schema": answer([], { schema: 2 }),
  "offsets in code points": answer([], { offsets: "code-point" }),
  "sentences that are no list": answer({}),
  "a sentence that is null": answer([null]),
  "a block that was not sent": answer([sentence({ block: "4" })]),
  "an end after the text": answer([sentence({ end: TEXT.length + 1 })]),
  "a negative start": answer([sentence({ start: -1 })]),
  "an empty sentence": answer([sentence({ end: 3 })]),
  "a start that is text": answer([sentence({ start: "3" })]),
  "a start that is broken": answer([sentence({ start: 3.5 })]),
  "a span outside of its sentence": answer([sentence({ spans: [{ kind: "cue", start: 0, end: 4 }] })]),
  "flags that are no list": answer([sentence({ flags: "hedged" })]),
  "words outside of the text": answer([
    sentence({ reasons: [{ flag: "anonymous_source", code: "x", words: [[0, 999]] }] }),
  ]),
};

for (const [what, json] of Object.entries(NONSENSE)) {
  test(`an answer with ${what} is refused`, () => {
    assert.throws(
      () => judge(json, BLOCKS),
      (error) => error instanceof ProblemError && error.problem.code === "nonsense",
    );
  });
}
