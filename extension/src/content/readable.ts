// Which text of a page is its article: Mozilla's Readability on a clone, cut into blocks.

import { Readability } from "@mozilla/readability";
import { isBeside, MOST_BESIDE, rememberBeside } from "./beside";
import { copyOf } from "./copy";
import { type Line, ofTheArticle } from "./remarks";
import { timed } from "./timing";
import type { Tree } from "./tree";

/** A paragraph, heading or list item as Readability left it. `texts` are the data of its text nodes, in order. */
export interface ReadableBlock {
  kind: "text" | "heading";
  texts: string[];
}

/** Elements that start a block of their own. In a detached clone no style can be asked. */
const BLOCKS = new Set(
  (
    "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGURE FOOTER FORM " +
    "H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LI MAIN NAV OL P SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL"
  ).split(" "),
);

/** Elements whose text is no prose of the article: code, controls, captions. */
const PASSED_OVER = new Set(
  (
    "AUDIO BUTTON CANVAS FIGCAPTION FORM IFRAME INPUT MATH NAV NOSCRIPT OBJECT PRE SCRIPT SELECT STYLE SVG TEMPLATE " +
    "TEXTAREA VIDEO"
  ).split(" "),
);

export const isBlock = (element: Element): boolean => BLOCKS.has(element.tagName.toUpperCase());

/** Share of a block's letters inside links from which on it is a link to something else, not a sentence with a link. */
const MOSTLY_LINK = 0.9;
/** Table cells shorter than this are data. */
const SHORTEST_CELL = 40;

/**
 * The blocks of a page's article in reading order; none where Readability finds no article. `shownOnly`: what the
 * page does not show is left out.
 */
export function readableBlocks(tree: Tree, shownOnly = true): ReadableBlock[] {
  const clone = timed("copy", () => copyOf(tree, shownOnly));
  rememberBeside(clone);
  const reader = new Readability<Node>(clone, { serializer: (node) => node, keepClasses: true });
  const content = timed("readability", () => reader.parse()?.content);
  return content ? timed("cut", () => cut(content)) : [];
}

function cut(content: Node): ReadableBlock[] {
  const cutter = new Cutter((content.textContent ?? "").length * MOST_BESIDE);
  cutter.walk(content);
  cutter.close();
  const kept = ofTheArticle(cutter.lines);
  return cutter.blocks.filter((_, n) => kept[n]);
}

/** What the walk is inside of. `part`: an item of a list, or a quotation. */
interface Inside {
  heading?: boolean;
  link?: boolean;
  cell?: boolean;
  part?: boolean;
}

class Cutter {
  readonly blocks: ReadableBlock[] = [];
  /** What each block says. */
  readonly lines: Line[] = [];
  private texts: string[] = [];
  /** Those of them that stand in links. */
  private linked: string[] = [];
  private breaks = 0;

  /** `most`: the most characters that something beside the article may have. */
  constructor(private readonly most: number) {}

  walk(node: Node, inside: Inside = {}): void {
    if (node.nodeType === Node.TEXT_NODE) {
      this.add((node as Text).data, inside.link === true);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const element = node as Element;
    const tag = element.tagName.toUpperCase();
    if (PASSED_OVER.has(tag)) return;
    if (tag !== "A" && isBeside(element) && (element.textContent ?? "").length < this.most) return;
    if (tag === "BR") {
      this.breaks += 1;
      // One break is a line's end; two stand for a new paragraph.
      if (this.breaks >= 2) this.close(inside);
      else this.texts.push(" ");
      return;
    }
    const within = {
      heading: inside.heading === true || /^H[1-6]$/.test(tag),
      link: inside.link === true || tag === "A",
      cell: inside.cell === true || tag === "TD" || tag === "TH",
      part: inside.part === true || tag === "LI" || tag === "BLOCKQUOTE",
    };
    if (!isBlock(element)) {
      for (const child of element.childNodes) this.walk(child, within);
      return;
    }
    this.close(inside);
    for (const child of element.childNodes) this.walk(child, within);
    this.close(within);
  }

  close(inside: Inside = {}): void {
    const text = this.texts
      .join("")
      .replace(/\s{2,}|[^\S ]/g, " ")
      .trim();
    // Most blocks have no links, and their letters need not be counted.
    const linked = this.linked.length > 0 ? lettersIn(this.linked.join("")) / lettersIn(text) : 0;
    const isData = inside.cell === true && lettersIn(text) < SHORTEST_CELL;
    if (/\p{L}/u.test(text) && linked < MOSTLY_LINK && !isData) {
      const kind = inside.heading === true ? "heading" : "text";
      this.blocks.push({ kind, texts: this.texts });
      this.lines.push({ kind, text, linked, inside: inside.part === true });
    }
    this.texts = [];
    this.linked = [];
    this.breaks = 0;
  }

  private add(text: string, link: boolean): void {
    this.texts.push(text);
    if (link) this.linked.push(text);
    if (text.trim() !== "") this.breaks = 0;
  }
}

const lettersIn = (text: string): number => text.replace(/\P{L}+/gu, "").length;
