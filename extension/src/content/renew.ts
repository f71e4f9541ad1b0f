// An article that was read before, and is read again because its page has changed: which of its blocks are there still
// (or again, in other nodes), and which are new.

import type { Part } from "../shared/messages";
import type { ArticleBlock } from "./extract";
import { comesBefore, isThere } from "./tree";

/** How many preceding blocks are read as context of new ones: what the server's interface allows. */
const CONTEXT = 3;

export interface Renewed {
  /** The article as it is now, in reading order. Blocks that were known keep their ids. */
  blocks: ArticleBlock[];
  /** The ids of blocks that stand in other nodes than before: their marks have to be made anew. */
  moved: Set<string>;
  /** What has to be judged: each stretch of new blocks, with what stands before it. */
  fresh: Part[];
}

/** Whether each character of a block still stands where it was read. */
export function isIntact({ text, pieces }: ArticleBlock): boolean {
  return pieces.every(
    ({ node, from, at, length }) =>
      isThere(node) && node.data.slice(from, from + length) === text.slice(at, at + length),
  );
}

/**
 * `known`: every block ever read, by its id; a page may take one away and bring it again. `read`: what was read just now,
 * with ids that mean nothing. `nameOf` gives a new block its id.
 */
export function renew(
  known: ReadonlyMap<string, ArticleBlock>,
  read: readonly ArticleBlock[],
  nameOf: () => string,
): Renewed {
  const intact = new Set([...known.values()].filter(isIntact));
  const byText = new Map<string, ArticleBlock[]>();
  for (const block of known.values()) {
    const alike = byText.get(block.text);
    // Those that stand where they stood come first: they keep their nodes.
    if (!alike) byText.set(block.text, [block]);
    else if (intact.has(block)) alike.unshift(block);
    else alike.push(block);
  }
  const moved = new Set<string>();
  const added = new Set<ArticleBlock>();
  const kept = new Set<ArticleBlock>();
  const blocks = read.map((block): ArticleBlock => {
    const old = byText.get(block.text)?.shift();
    if (!old) {
      const made = { ...block, id: nameOf() };
      added.add(made);
      return made;
    }
    if (intact.has(old)) {
      kept.add(old);
      return old;
    }
    moved.add(old.id);
    return { ...block, id: old.id };
  });
  // A page that goes on with the next article: what stands there still has not stopped being read.
  const left = [...intact].filter((block) => !kept.has(block) && !moved.has(block.id));
  if (left.length > 0) {
    blocks.push(...left);
    blocks.sort(inPageOrder);
  }
  return { blocks, moved, fresh: stretches(blocks, added) };
}

function stretches(blocks: readonly ArticleBlock[], added: ReadonlySet<ArticleBlock>): Part[] {
  const parts: Part[] = [];
  let open: Part | null = null;
  blocks.forEach((block, n) => {
    if (!added.has(block)) {
      open = null;
      return;
    }
    if (!open) {
      open = { context: blocks.slice(Math.max(0, n - CONTEXT), n).map(asSent), blocks: [] };
      parts.push(open);
    }
    open.blocks.push(asSent(block));
  });
  return parts;
}

export const asSent = ({ id, text }: ArticleBlock): { id: string; text: string } => ({ id, text });

function inPageOrder(a: ArticleBlock, b: ArticleBlock): number {
  const [one, other] = [a.pieces[0]?.node, b.pieces[0]?.node];
  if (!one || !other || one === other) return 0;
  return comesBefore(one, other) ? -1 : 1;
}
