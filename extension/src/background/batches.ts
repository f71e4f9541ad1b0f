// Splits a long article into requests that each take the server some seconds at most: marks appear from the top while
// the rest is still being read, and no request outlives the browser's patience with a background.

import type { Block } from "../shared/api";
import type { Part } from "../shared/messages";

/** Text that is read and not judged, before the blocks that are judged. */
export interface Batch {
  context: Block[];
  blocks: Block[];
}

/** How many preceding blocks are repeated as context: what interface.md allows. */
const CONTEXT = 3;

/** Characters in a request. The first is as long as most articles, so that these are judged in one piece. */
const FIRST = 10_000;
const SMALLEST = 2_000;
const LARGEST = 60_000;

/** Seconds that a request should take: marks keep coming, and it stays well below ten on a machine that slows down. */
const AIM = 3;

/**
 * An article in the order in which it is judged: from the first block in view on if that is far down, then the rest. What
 * is in view within a request the server judges first by itself.
 */
export function inOrder(blocks: readonly Block[], priority: readonly string[]): Part[] {
  const seen = Math.max(
    0,
    blocks.findIndex(({ id }) => priority.includes(id)),
  );
  const above = blocks.slice(0, seen);
  if (above.reduce((sum, { text }) => sum + text.length, 0) < FIRST)
    return [{ context: [], blocks: [...blocks] }];
  return [
    { context: above.slice(-CONTEXT), blocks: blocks.slice(seen) },
    { context: [], blocks: above },
  ];
}

/** Hands out an article's blocks in order; how many at a time follows how fast the server has been. */
export class Batches {
  private next = 0;
  private size = FIRST;

  /** `before`: what stands before the blocks, and is read as context only. */
  constructor(
    private readonly blocks: readonly Block[],
    private readonly before: readonly Block[] = [],
  ) {}

  /** How many blocks have been handed out. */
  get done(): number {
    return this.next;
  }

  /** The next batch, at least one block; null when there is none left. */
  take(): Batch | null {
    const from = this.next;
    let length = 0;
    while (this.next < this.blocks.length) {
      const more = this.blocks[this.next]?.text.length ?? 0;
      if (this.next > from && length + more > this.size) break;
      length += more;
      this.next += 1;
    }
    if (this.next === from) return null;
    return {
      context: [...this.before, ...this.blocks.slice(0, from)].slice(-CONTEXT),
      blocks: this.blocks.slice(from, this.next),
    };
  }

  /** Tells how long the last batch took, so that the next has the size that takes about three seconds. */
  took(batch: Batch, seconds: number): void {
    const length = batch.blocks.reduce((sum, block) => sum + block.text.length, 0);
    const fitting = (length / Math.max(seconds, 0.001)) * AIM;
    // At most four times what it was: one lucky measurement is no promise.
    this.size = Math.round(Math.min(LARGEST, this.size * 4, Math.max(SMALLEST, fitting)));
  }
}
