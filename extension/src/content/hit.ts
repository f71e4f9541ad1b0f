// Which mark is under the pointer?

import { FLAGS, MULTIPLE, SHORT, sentenceName } from "../shared/flags";
import type { Mark } from "./marks";
import { registryOf } from "./scopes";
import type { Spot } from "./sight";

interface Hit {
  highlight: Highlight;
  ranges: Range[];
}

/** Newer than the type library. */
interface Registry extends HighlightRegistry {
  highlightsFromPoint(x: number, y: number, options: { shadowRoots: readonly ShadowRoot[] }): Hit[];
}

const NAMES = [...FLAGS.map((flag) => SHORT[flag]), MULTIPLE].map(sentenceName);

/** The mark painted at a spot, or null. `shadowRoots`: those in which marks stand. */
export function markAt(
  { document, x, y }: Spot,
  marks: ReadonlyMap<Range, Mark>,
  shadowRoots: readonly ShadowRoot[],
): Mark | null {
  const registry = registryOf(document) as Registry | null;
  if (!registry) return null;
  const ours = NAMES.map((name) => registry.get(name));
  for (const hit of registry.highlightsFromPoint(x, y, { shadowRoots })) {
    if (!ours.includes(hit.highlight)) continue;
    for (const range of hit.ranges) {
      // Firefox answers with what stands at these coordinates in any document, as long as it shares the highlight.
      const mark = range.startContainer.ownerDocument === document ? marks.get(range) : undefined;
      if (mark) return mark;
    }
  }
  return null;
}
