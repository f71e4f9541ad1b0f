// Where the article stands in the window, and what of it the reader sees. Frames count from their own corner.

import type { Article, ArticleBlock } from "./extract";
import { isOnDark } from "./ground";
import type { Mark } from "./marks";
import { boxAround, isFrame } from "./tree";

/** Share of the window that a frame takes which is what the page is there for. */
const MOST = 0.4;

/** CSS pixels from the corner of the window. */
export interface Point {
  x: number;
  y: number;
}

/** The same from the corner of a document's own part of the window. */
export interface Spot extends Point {
  document: Document;
}

export function inWindow({ document, x, y }: Spot): Point {
  const frame = document.defaultView?.frameElement;
  if (!frame) return { x, y };
  const box = frame.getBoundingClientRect();
  const { paddingLeft, paddingTop } = getComputedStyle(frame);
  return inWindow({
    document: frame.ownerDocument,
    x: x + box.x + frame.clientLeft + Number.parseFloat(paddingLeft),
    y: y + box.y + frame.clientTop + Number.parseFloat(paddingTop),
  });
}

/** The box around a range or an element, in the window. */
export function boxOf(what: Range | Element): DOMRect {
  return moved(what.getBoundingClientRect(), offsetOf("startContainer" in what ? what.startContainer : what));
}

/** The boxes of a range's lines, in the window. */
export function lineBoxesOf(range: Range): DOMRect[] {
  const offset = offsetOf(range.startContainer);
  return Array.from(range.getClientRects(), (box) => moved(box, offset));
}

const offsetOf = ({ ownerDocument: document }: Node): Point =>
  document ? inWindow({ document, x: 0, y: 0 }) : { x: 0, y: 0 };

const moved = (box: DOMRect, { x, y }: Point): DOMRect =>
  new DOMRect(box.x + x, box.y + y, box.width, box.height);

export function isInView({ pieces }: ArticleBlock): boolean {
  const element = pieces[0] && boxAround(pieces[0].node);
  if (!element) return false;
  const { top, bottom } = boxOf(element);
  return bottom > 0 && top < document.documentElement.clientHeight;
}

/** The first mark below the top of the viewport, or the last one above it. */
export function nearest(marks: readonly Mark[], direction: 1 | -1): Mark | undefined {
  const top = (mark: Mark): number => boxOf(mark.range).top;
  return direction === 1 ? marks.find((mark) => top(mark) >= 0) : marks.findLast((mark) => top(mark) < 0);
}

/** Brings the beginning of a range into the middle of the window. */
export function scrollTo(range: Range): void {
  boxAround(range.startContainer)?.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Whether an article's text is light on a dark ground: judged by its longest block. */
export function isDark(article: Article): boolean {
  const longest = article.blocks.reduce((best, block) =>
    block.text.length > best.text.length ? block : best,
  );
  const node = longest.pieces[0]?.node;
  const element = node && boxAround(node);
  return element ? isOnDark(element) : false;
}

/** The host of a frame of another site that takes most of the window: what it shows can be read by nobody but itself. */
export function elsewhere(document: Document): { elsewhere?: string } {
  const { clientWidth, clientHeight } = document.documentElement;
  const frame = [...document.querySelectorAll("iframe, frame")].find((element) => {
    if (!isFrame(element) || element.contentDocument || !element.checkVisibility()) return false;
    const { width, height } = element.getBoundingClientRect();
    return Math.min(width, clientWidth) * Math.min(height, clientHeight) > MOST * clientWidth * clientHeight;
  });
  if (!frame) return {};
  return { elsewhere: URL.parse((frame as HTMLIFrameElement).src)?.host || location.host };
}
