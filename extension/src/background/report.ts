// Collects, while an analysis runs, what the panel shows of it.

import type { Analysis } from "../shared/api";
import { FLAGS } from "../shared/flags";
import type { Counts, Extracted } from "../shared/messages";
import { type Judgement, type Place, type Report, reportKey, type Source } from "../shared/report";
import { noCounts } from "./findings";

const TYPES = ["named", "anonymous", "vague"];

export function emptyReport(run: string, page: Extracted): Report {
  const texts = Object.fromEntries((page.blocks ?? []).map(({ id, text }) => [id, text]));
  const { title, url } = page;
  return { run, title, url, texts, thresholds: {}, sentences: [], sources: [], counts: noCounts() };
}

/** The report with one more answer, whose shape `judge` has checked, and the counts so far. */
export function addAnswer(report: Report, json: unknown, counts: Counts): Report {
  const analysis = json as Analysis;
  const sentences = analysis.sentences.map(
    (s): Judgement => ({
      block: s.block,
      start: s.start,
      end: s.end,
      flags: FLAGS.filter((flag) => s.flags.includes(flag)),
      reasons: s.reasons,
      scores: numbers(s.scores),
    }),
  );
  return {
    ...report,
    thresholds: numbers(analysis.thresholds),
    sentences: [...report.sentences, ...sentences],
    // The server remembers the article: its ledger is of all that was sent so far.
    sources: sourcesOf(analysis, report.texts),
    counts,
  };
}

export async function writeReport(tab: number, report: Report): Promise<void> {
  await browser.storage.session.set({ [reportKey(tab)]: report });
}

export async function forgetReport(tab: number): Promise<void> {
  await browser.storage.session.remove(reportKey(tab));
}

function numbers(value: unknown): Record<string, number> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

function sourcesOf(analysis: Analysis, texts: Report["texts"]): Source[] {
  if (!Array.isArray(analysis.sources)) return [];
  return (analysis.sources as Partial<Source>[]).flatMap((source) => {
    if (typeof source?.name !== "string" || !TYPES.includes(source.type as string)) return [];
    const places = (Array.isArray(source.places) ? source.places : []).filter((place) =>
      isPlace(place, texts),
    );
    return places.length > 0 ? [{ type: source.type as Source["type"], name: source.name, places }] : [];
  });
}

function isPlace(place: Partial<Place> | null, texts: Report["texts"]): place is Place {
  const text = texts[place?.block as string];
  const start = place?.start;
  return (
    text !== undefined && Number.isInteger(start) && (start as number) >= 0 && (start as number) < text.length
  );
}
