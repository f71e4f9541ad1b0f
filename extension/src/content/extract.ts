// Finds the article of the page: Readability says which text it is, and each of its blocks is looked up in the live
// page, so that what is sent is exactly what stands there, and every character of it can be found again.

import type { Block } from "../shared/api";
import { LiveText, type Piece, type Stretch } from "./live";
import { bare } from "./normal";
import { type ReadableBlock, readableBlocks } from "./readable";
import { timed } from "./timing";
import { Tree } from "./tree";

/** A block of the article. `text` has its white space collapsed; `pieces` lead from it to the page. */
export interface ArticleBlock extends Block {
  kind: "text" | "heading";
  pieces: Piece[];
}

export interface Article {
  blocks: ArticleBlock[];
  /** How many of Readability's blocks could not be found in the page. */
  lost: number;
  /** Elements in it or beside it that hold text which is not seen (yet). */
  unseen: Element[];
}

/** A shorter needle can stand anywhere by chance: it is only looked for between its neighbours. */
const LONG = 40;
/** What may stand between two parts of one block in the page, in characters, without Readability having kept it. */
const GAP = 600;
/** Less text than this, or no block of some length, is no article. */
const LEAST_TEXT = 200;
const LEAST_BLOCK = 80;

/**
 * The article of a document, or null when it has none. Reads only: the document is not changed.
 *
 * Costs one clone, one pass of Readability and one walk over the text, all in one go.
 */
export function extract(document: Document, tree = new Tree(document)): Article | null {
  if (!document.body) return null;
  // A page may still hide all of its article, until a script or a style has come: then it is taken as it stands.
  return read(tree, true) ?? read(tree, false);
}

function read(tree: Tree, shownOnly: boolean): Article | null {
  const found = readableBlocks(tree, shownOnly);
  return timed("find", () => find(found, new LiveText(tree, shownOnly), tree));
}

function find(found: readonly ReadableBlock[], live: LiveText, tree: Tree): Article | null {
  const places = locate(found, live);
  const blocks: ArticleBlock[] = [];
  found.forEach((block, n) => {
    const place = places[n];
    if (place) blocks.push({ id: String(n), kind: block.kind, ...live.read(place) });
  });
  const prose = blocks.filter((block) => block.kind === "text").map((block) => block.text.length);
  const total = prose.reduce((sum, length) => sum + length, 0);
  if (total < LEAST_TEXT || Math.max(...prose) < LEAST_BLOCK) return null;
  return { blocks, lost: found.length - blocks.length, unseen: unseenAmong(blocks, tree) };
}

/** What may come into sight among the blocks or behind them: folds, and what is cut off. */
function unseenAmong(blocks: readonly ArticleBlock[], tree: Tree): Element[] {
  const range = new Range();
  const [first, last] = [blocks[0]?.pieces[0], blocks.at(-1)?.pieces.at(-1)];
  if (!first || !last) return [];
  range.setStart(first.node, 0);
  range.setEnd(last.node, 0);
  const box = elementOf(range.commonAncestorContainer);
  // All that is seen may stand in a teaser, and the rest beside it.
  const around = box?.closest("article, main, [role=main]") ?? box?.parentElement;
  return tree.unseen.filter(
    (element) => around?.contains(element) && (element.textContent ?? "").trim().length >= LONG,
  );
}

const elementOf = (node: Node): Element | null =>
  node.nodeType === Node.ELEMENT_NODE ? (node as Element) : node.parentElement;

/** Where each block stands in the page; null for what is not found. */
function locate(blocks: readonly ReadableBlock[], live: LiveText): (Stretch[] | null)[] {
  const needles = blocks.map((block) => bare(block.texts.join("")));
  const places: (Stretch[] | null)[] = blocks.map(() => null);
  // The long ones first, each after the one before: they hold the short ones in place.
  let cursor = 0;
  blocks.forEach((block, n) => {
    const needle = needles[n] as string;
    if (needle.length < LONG) return;
    const ahead = live.find(needle, cursor);
    // Not ahead: the page shows it elsewhere, or something stands inside it that Readability took out.
    places[n] = ahead ? [ahead] : (inParts(block, live, cursor) ?? whole(live.find(needle, 0)));
    const end = places[n]?.at(-1)?.end;
    if (end !== undefined && end > cursor) cursor = end;
  });
  const afters = startsAfter(places);
  let before: number | undefined;
  blocks.forEach((_, n) => {
    const needle = needles[n] as string;
    before = places[n - 1]?.at(-1)?.end ?? before;
    if (needle.length >= LONG || needle === "") return;
    const after = afters[n];
    // Before the first or after the last long block it has to be near.
    const from = before ?? Math.max(0, (after ?? 0) - GAP);
    const to = after ?? from + needle.length + GAP;
    if (from <= to) places[n] = whole(live.find(needle, from, to));
  });
  return places;
}

/** For each place, where the next one that is known starts. */
function startsAfter(places: readonly (Stretch[] | null)[]): (number | undefined)[] {
  let next: number | undefined;
  return places
    .toReversed()
    .map((place) => {
      const after = next;
      next = place?.[0]?.start ?? next;
      return after;
    })
    .toReversed();
}

const whole = (stretch: Stretch | null): Stretch[] | null => (stretch ? [stretch] : null);

/** A block of which the page has more than Readability kept: each of its text nodes is looked up after the last. */
function inParts(block: ReadableBlock, live: LiveText, from: number): Stretch[] | null {
  const parts = block.texts.map(bare).filter((part) => part !== "");
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), "");
  if (parts.length < 2 || longest.length < LONG / 2) return null;
  const anchor = live.find(longest, from);
  if (!anchor) return null;
  const stretches: Stretch[] = [];
  let cursor = Math.max(from, anchor.start - GAP - parts.join("").length);
  let found = 0;
  for (const part of parts) {
    const place = live.find(part, cursor, Math.max(anchor.end, cursor + GAP + part.length));
    if (!place) continue;
    found += part.length;
    cursor = place.end;
    const last = stretches.at(-1);
    if (last?.end === place.start) last.end = place.end;
    else stretches.push(place);
  }
  return found >= 0.8 * parts.join("").length ? stretches : null;
}
