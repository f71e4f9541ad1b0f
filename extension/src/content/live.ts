// An index of the text that really stands in the page, in which the article's blocks are looked up.

import { bare, kindOf } from "./normal";
import { isBlock } from "./readable";

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

/** The text of an element's descendants, without white space, and where each part of it stands. */
export class LiveText {
  /** All text, bare: what is searched. */
  readonly bare: string;
  private readonly nodes: Text[] = [];
  /** Where each node's text starts in `bare`; and whether a line or block ends before the node. */
  private readonly starts: number[] = [];
  private readonly broken: boolean[] = [];

  /** `shownOnly`: `find` finds only what is rendered. */
  constructor(
    root: Element,
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
      if (PASSED_OVER.has(tag)) return;
      const breaks = tag === "BR" || isBlock(element);
      broken ||= breaks;
      for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
      broken ||= breaks;
    };
    visit(root);
    this.bare = parts.join("");
  }

  /** The first place at or after `from` (and before `to`) where `needle` (bare) stands; null if there is none. */
  find(needle: string, from: number, to = this.bare.length): Stretch | null {
    for (let at = this.bare.indexOf(needle, from); at >= 0; at = this.bare.indexOf(needle, at + 1)) {
      const end = at + needle.length;
      if (end > to) return null;
      // Pages often hold a text twice, once for small screens: the one that is not shown is no use.
      if (!this.shownOnly || this.isRendered(at)) return { start: at, end };
    }
    return null;
  }

  /** The readable text of some stretches (in order), and the pieces that say where each character of it stands. */
  read(stretches: readonly Stretch[]): { text: string; pieces: Piece[] } {
    let text = "";
    let space = false;
    const pieces: Piece[] = [];
    const add = (node: Text, offset: number): void => {
      if (space && text !== "") text += " ";
      space = false;
      const last = pieces.at(-1);
      if (
        last?.node === node &&
        last.from + last.length === offset &&
        last.at + last.length === text.length
      ) {
        last.length += 1;
      } else {
        pieces.push({ node, from: offset, at: text.length, length: 1 });
      }
      text += node.data[offset];
    };
    for (const { start, end } of stretches) {
      let at = start;
      for (let n = this.nodeAt(start); n < this.nodes.length && at < end; n += 1) {
        const node = this.nodes[n] as Text;
        if (this.broken[n]) space = true;
        let here = this.starts[n] as number;
        for (let offset = 0; offset < node.data.length && here < end; offset += 1) {
          const kind = kindOf(node.data[offset] as string);
          if (kind === "space" && here >= at) space = true;
          if (kind !== "letter") continue;
          if (here >= at) add(node, offset);
          here += 1;
        }
        at = here;
      }
      space = true;
    }
    return { text, pieces };
  }

  private isRendered(at: number): boolean {
    const parent = this.nodes[this.nodeAt(at)]?.parentElement;
    return parent?.checkVisibility({ visibilityProperty: true }) ?? false;
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
