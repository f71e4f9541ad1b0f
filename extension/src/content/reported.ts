// What the panel is told: what was found in the article as it stands now, in reading order.

import type { Place, Report, ReportPart } from "../shared/report";

/** `blocks`: the article's blocks by their ids, in reading order. What was found in others, now gone, is left out. */
export function reportOf(part: ReportPart, blocks: ReadonlyMap<string, { text: string }>): Report {
  const number = new Map([...blocks.keys()].map((id, n) => [id, n]));
  const isThere = ({ block, start }: Place): boolean => start < (blocks.get(block)?.text.length ?? 0);
  const inOrder = (a: Place, b: Place): number =>
    (number.get(a.block) ?? 0) - (number.get(b.block) ?? 0) || a.start - b.start;
  return {
    thresholds: part.thresholds,
    sentences: part.sentences.filter(isThere).sort(inOrder),
    sources: part.sources
      .map((source) => ({ ...source, places: source.places.filter(isThere).sort(inOrder) }))
      .filter(({ places }) => places.length > 0),
    texts: Object.fromEntries([...blocks].map(([id, { text }]) => [id, text])),
    title: document.title,
    url: location.href,
  };
}
