// From offsets in a block's text back to places in the page.

import type { Piece } from "./live";
import { isThere } from "./tree";

/** What anchoring needs of a block. */
export interface Anchored {
  text: string;
  pieces: readonly Piece[];
}

/**
 * The DOM range of `start` to `end` (UTF-16, half-open) of a block's text; null when it is empty, outside of the
 * text, or the page has changed there since the text was read.
 */
export function rangeOf(block: Anchored, start: number, end: number): Range | null {
  if (start >= end) return null;
  const first = placeOf(block.pieces, start, "after");
  const last = placeOf(block.pieces, end - 1, "before");
  if (!first || !last || !isUnchanged(block, first) || !isUnchanged(block, last)) return null;
  const range = new Range(); // of our own window: one of a frame's would go with the frame
  range.setStart(first.piece.node, first.offset);
  range.setEnd(last.piece.node, last.offset + 1);
  return range.collapsed ? null : range;
}

/** The offset, in a block's text, of its first character that lies in a range of the page; null when none does. */
export function offsetIn(pieces: readonly Piece[], range: Range): number | null {
  for (const { node, from, at, length } of pieces) {
    if (!range.intersectsNode(node)) continue;
    const start = node === range.startContainer ? Math.max(range.startOffset, from) : from;
    const end = node === range.endContainer ? range.endOffset : node.length;
    if (start < Math.min(end, from + length)) return at + start - from;
  }
  return null;
}

interface Place {
  piece: Piece;
  /** In the node's data. */
  offset: number;
}

/** Where a character of the text stands. Spaces that stand in no piece go to the nearest character on one side. */
function placeOf(pieces: readonly Piece[], at: number, side: "before" | "after"): Place | null {
  let low = 0;
  let high = pieces.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle] as Piece;
    if (at < piece.at) high = middle - 1;
    else if (at >= piece.at + piece.length) low = middle + 1;
    else return { piece, offset: piece.from + at - piece.at };
  }
  // Now `high` is the last piece that ends before `at`, and `low` the first that starts after it.
  if (side === "after") {
    const piece = pieces[low];
    return piece ? { piece, offset: piece.from } : null;
  }
  const piece = pieces[high];
  return piece ? { piece, offset: piece.from + piece.length - 1 } : null;
}

function isUnchanged({ text }: Anchored, { piece }: Place): boolean {
  const { node, from, at, length } = piece;
  return isThere(node) && node.data.slice(from, from + length) === text.slice(at, at + length);
}
