// The server's answer as the panel shows it.

import type { Analysis } from "../shared/api";
import { FLAGS } from "../shared/flags";
import type { Judgement, Place, ReportPart, Source } from "../shared/report";

const TYPES = ["named", "anonymous", "vague"];

/** What an answer says, whose shape `judge` has checked. Its sources speak of all blocks of the article ever sent. */
export function reportPart(json: unknown): ReportPart {
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
  return { thresholds: numbers(analysis.thresholds), sentences, sources: sourcesOf(analysis) };
}

function numbers(value: unknown): Record<string, number> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

function sourcesOf(analysis: Analysis): Source[] {
  if (!Array.isArray(analysis.sources)) return [];
  const isPlace = (place: Partial<Place> | null): place is Place =>
    typeof place?.block === "string" && Number.isInteger(place.start) && (place.start as number) >= 0;
  return (analysis.sources as Partial<Source>[]).flatMap((source) => {
    if (typeof source?.name !== "string" || !TYPES.includes(source.type as string)) return [];
    const places = (Array.isArray(source.places) ? source.places : []).filter(isPlace);
    return places.length > 0 ? [{ type: source.type as Source["type"], name: source.name, places }] : [];
  });
}
