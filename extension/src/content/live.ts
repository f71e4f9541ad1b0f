// An index of the text that really stands in the page, in which the article's blocks are looked up.

import { bare, isSpace, runsOf, unbare } from "./normal";
import { isBlock } from "./readable";
import { Cuts, isSeen } from "./seen";
import { boxAround, type Tree } from "./tree";

/** A run of characters that stand in one text node and, unbroken and unchanged, in a block's text. UTF-16 units. */
export interface Piece {
  node: Text;
  /** Where the run starts in the node's data, and in the block's text. */
  from: number;
  at: number;
  length: number;
}

/** A stretch of the index: half-open, in units of `LiveText.bare`. */
export interface Stretch {
  start: number;
  end: number;
}

const PASSED_OVER = new Set(
  "AUDIO CANVAS IFRAME NOSCRIPT OBJECT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA VIDEO".split(" "),
);

/** The text of a page, without white space, and where each part of it stands. */
export class LiveText {
  /** All text, bare: what is searched. */
  readonly bare: string;
  private readonly nodes: Text[] = [];
  /** Where each node's text starts in `bare`; and whether a line or block ends before the node. */
  private readonly starts: number[] = [];
  private readonly broken: boolean[] = [];
  private readonly cuts = new Cuts();

  /** `shownOnly`: `find` finds only what can be seen. */
  constructor(
    private readonly tree: Tree,
    private readonly shownOnly = true,
  ) {
    const parts: string[] = [];
    let length = 0;
    let broken = false;
    const visit = (node: Node): void => {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = bare((node as Text).data);
        // A node of white space only separates its neighbours.
        if (text === "") {
          broken = true;
          return;
        }
        this.nodes.push(node as Text);
        this.starts.push(length);
        this.broken.push(broken);
        parts.push(text);
        length += text.length;
        broken = false;
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) return;
      const element = node as Element;
      const tag = element.tagName.toUpperCase();
      const shown = tree.insteadOf(element);
      if (PASSED_OVER.has(tag) && !shown) return;
      const breaks = tag === "BR" || isBlock(element) || tree.isBlock(element);
      broken ||= breaks;
      for (const child of shown ?? element.childNodes) visit(child);
      broken ||= breaks;
    };
    visit(tree.document.body);
    this.bare = parts.join("");
  }

  /** The first place at or after `from` (and before `to`) where `needle` (bare) stands; null if there is none. */
  find(needle: string, from: number, to = this.bare.length): Stretch | null {
    for (let at = this.bare.indexOf(needle, from); at >= 0; at = this.bare.indexOf(needle, at + 1)) {
      const end = at + needle.length;
      if (end > to) return null;
      // Pages often hold a text twice, once for small screens: the one that is not shown is no use.
      if (!this.shownOnly || this.isSeen(at)) return { start: at, end };
    }
    return null;
  }

  /** The readable text of some stretches (in order), and the pieces that say where each character of it stands. */
  read(stretches: readonly Stretch[]): { text: string; pieces: Piece[] } {
    let text = "";
    let space = false;
    const pieces: Piece[] = [];
    // `data` is the node's: asked for once a node, since a browser may make that string anew each time.
    const add = (node: Text, data: string, from: number, to: number): void => {
      const between = space && text !== "" ? " " : "";
      space = false;
      const last = pieces.at(-1);
      // Where the page has between two runs what the text has, they are one.
      const goesOn =
        last?.node === node &&
        last.at + last.length === text.length &&
        data.slice(last.from + last.length, from) === between;
      if (goesOn) last.length += between.length + to - from;
      else pieces.push({ node, from, at: text.length + between.length, length: to - from });
      text += between + data.slice(from, to);
    };
    for (const { start, end } of stretches) {
      for (let n = this.nodeAt(start); n < this.nodes.length; n += 1) {
        const node = this.nodes[n] as Text;
        const here = this.starts[n] as number;
        if (here >= end) break;
        if (this.broken[n]) space = true;
        const { data } = node;
        // A stretch may begin and end inside a node.
        let done = here < start ? unbare(data, start - here) : 0;
        const last =
          (this.starts[n + 1] ?? this.bare.length) > end ? unbare(data, end - here - 1) + 1 : data.length;
        for (const [from, to] of runsOf(data, done, last)) {
          if (isSpace(data.slice(done, from))) space = true;
          add(node, data, from, to);
          done = to;
        }
        if (isSpace(data.slice(done, last))) space = true;
      }
      space = true;
    }
    return { text, pieces };
  }

  private isSeen(at: number): boolean {
    const node = this.nodes[this.nodeAt(at)];
    const box = node && boxAround(node);
    if (!box) return false;
    const seen = isSeen(box, this.cuts);
    if (!seen) this.tree.unseen.push(box);
    return seen;
  }

  /** The number of the node in which the character at `at` stands. */
  private nodeAt(at: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
