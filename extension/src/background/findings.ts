// The server's answer, checked, and turned into what the page needs. An answer that is not what was asked for is
// refused as a whole: half an analysis would mislead.

import type { Analysis, Block, Flag, ModelName, Sentence, Span } from "../shared/api";
import { noCounts } from "../shared/counts";
import { FLAGS } from "../shared/flags";
import type { Counts, Finding, Words } from "../shared/messages";
import { ProblemError } from "../shared/problems";
import { togetherIndex } from "../shared/shown";

export interface Judged {
  findings: Finding[];
  counts: Counts;
  /** Who judged; null when the answer does not tell. */
  model: ModelName | null;
}

/**
 * The marked sentences of an answer about `blocks`.
 *
 * Throws ProblemError `nonsense` when its shape is wrong or an offset lies outside of what it counts into. Flags and
 * kinds of span that a newer server may add are left out.
 */
export function judge(json: unknown, blocks: readonly Block[]): Judged {
  const analysis = json as Partial<Analysis> | null | undefined;
  require(analysis?.schema === 1 && analysis.offsets === "utf-16" && Array.isArray(analysis.sentences));
  const texts = new Map(blocks.map((block) => [block.id, block.text]));
  const counts = noCounts();
  const findings: Finding[] = [];
  for (const sentence of analysis.sentences as unknown[]) {
    checkSentence(sentence, texts);
    counts.sentences += 1;
    const flags = FLAGS.filter((flag) => sentence.flags.includes(flag));
    const quoted = sentence.spans
      .filter((span) => span.kind === "quoted_hedge_cue" && span.start < span.end)
      .map((span): Words => [span.start, span.end]);
    if (flags.length > 0) counts.flagged += 1;
    const index = togetherIndex(flags);
    counts.together[index] = (counts.together[index] ?? 0) + 1;
    if (flags.length === 0 && quoted.length === 0) continue;
    for (const flag of flags) counts.byFlag[flag] += 1;
    findings.push({
      block: sentence.block,
      start: sentence.start,
      end: sentence.end,
      flags,
      scores: scoresOf(sentence, flags),
      strong: strongWords(sentence, flags, texts.get(sentence.block) ?? ""),
      reasons: sentence.reasons.filter((reason) => flags.includes(reason.flag)),
      quoted,
    });
  }
  counts.attributed = attributedOf(analysis);
  return { findings, counts, model: modelOf(analysis) };
}

/**
 * The words that are painted stronger: hedge cues where the sentence is hedged; source and cue where the attribution
 * that they belong to raised a flag. A named source is the good case and is left alone.
 */
function strongWords(sentence: Sentence, flags: readonly Flag[], text: string): Finding["strong"] {
  const found: Finding["strong"] = [];
  let last: { span: Span; words: Words } | undefined;
  for (const span of [...sentence.spans].sort((a, b) => a.start - b.start)) {
    const flag = flagOfSpan(span, sentence, flags);
    if (!flag || !flags.includes(flag)) continue;
    // Neighbours of one kind ("is", "unclear", "whether") read as one.
    if (last && isSame(last.span, span) && text.slice(last.words[1], span.start).trim() === "") {
      last.words[1] = Math.max(last.words[1], span.end);
      continue;
    }
    last = { span, words: [span.start, span.end] };
    found.push({ flag, words: last.words });
  }
  for (const reason of sentence.reasons) {
    // What makes an unsourced claim stands in no span.
    if (reason.flag !== "unsourced_claim" || !flags.includes(reason.flag)) continue;
    for (const words of reason.words) {
      if (words[1] - words[0] < sentence.end - sentence.start) found.push({ flag: reason.flag, words });
    }
  }
  return found;
}

const isSame = (a: Span, b: Span): boolean => a.kind === b.kind && a.attribution === b.attribution;

function flagOfSpan(span: Span, sentence: Sentence, flags: readonly Flag[]): Flag | undefined {
  if (span.kind === "hedge_cue") return "hedged";
  if (span.kind !== "source" && span.kind !== "cue") return undefined;
  const source = sentence.spans.find(
    (other) => other.kind === "source" && other.attribution === span.attribution,
  );
  switch ((span.kind === "source" ? span : source)?.source_type) {
    case "anonymous":
      return "anonymous_source";
    case "vague":
      return "vague_attribution";
    case "named":
      return undefined;
    default:
      // A cue without a source ("is widely believed", "he added") belongs to the flag that the sentence got for it.
      return flags.find((flag) => flag === "anonymous_source" || flag === "vague_attribution");
  }
}

function checkSentence(value: unknown, texts: ReadonlyMap<string, string>): asserts value is Sentence {
  const sentence = value as Partial<Sentence> | null | undefined;
  const text = texts.get(sentence?.block as string);
  require(text !== undefined && isPlace(sentence?.start, sentence?.end, 0, text.length));
  const { start, end } = sentence as Sentence;
  require(start < end);
  require(Array.isArray(sentence?.flags) && Array.isArray(sentence.spans) && Array.isArray(sentence.reasons));
  for (const span of sentence.spans as (Partial<Span> | null)[]) {
    require(typeof span?.kind === "string" && isPlace(span.start, span.end, start, end));
  }
  for (const reason of sentence.reasons as (Partial<Sentence["reasons"][number]> | null)[]) {
    require(
      typeof reason?.flag === "string" && typeof reason.code === "string" && Array.isArray(reason.words),
    );
    // Words may lie before the sentence: what a carried-over source refers to.
    for (const words of reason.words as unknown[]) {
      require(Array.isArray(words) && words.length === 2 && isPlace(words[0], words[1], 0, text.length));
    }
  }
}

function isPlace(start: unknown, end: unknown, from: number, to: number): boolean {
  return (
    Number.isInteger(start) &&
    Number.isInteger(end) &&
    from <= (start as number) &&
    (start as number) <= (end as number) &&
    (end as number) <= to
  );
}

function scoresOf(sentence: Sentence, flags: readonly Flag[]): Finding["scores"] {
  const scores = (sentence.scores ?? {}) as Record<string, unknown>;
  const known = flags.filter((flag) => Number.isFinite(scores[flag]));
  return Object.fromEntries(known.map((flag) => [flag, scores[flag]]));
}

function modelOf({ model }: Partial<Analysis>): ModelName | null {
  const { name, version } = model ?? {};
  return typeof name === "string" && typeof version === "string" ? { name, version } : null;
}

function attributedOf(analysis: Partial<Analysis>): Counts["attributed"] {
  const attributed = analysis.summary?.attributed;
  const numbers = [attributed?.named, attributed?.anonymous, attributed?.vague, attributed?.none];
  return attributed && numbers.every((n) => Number.isInteger(n) && (n as number) >= 0) ? attributed : null;
}

function require(condition: boolean): asserts condition {
  if (!condition) throw new ProblemError("nonsense");
}
