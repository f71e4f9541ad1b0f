// Which mark is under the pointer?

import { FLAGS, MULTIPLE, SHORT, sentenceName } from "../shared/flags";
import type { Mark } from "./marks";

interface Hit {
  highlight: Highlight;
  ranges: Range[];
}

/** Newer than the type library. */
interface Registry extends HighlightRegistry {
  highlightsFromPoint(x: number, y: number): Hit[];
}

const NAMES = [...FLAGS.map((flag) => SHORT[flag]), MULTIPLE].map(sentenceName);

/** The mark painted at a point of the viewport (CSS pixels), or null. */
export function markAt(x: number, y: number, marks: ReadonlyMap<Range, Mark>): Mark | null {
  const registry = CSS.highlights as Registry;
  const ours = NAMES.map((name) => registry.get(name));
  for (const hit of registry.highlightsFromPoint(x, y)) {
    if (!ours.includes(hit.highlight)) continue;
    for (const range of hit.ranges) {
      const mark = marks.get(range);
      if (mark) return mark;
    }
  }
  return null;
}
