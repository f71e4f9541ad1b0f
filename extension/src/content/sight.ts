// Where the article stands in the window, and what of it the reader sees or has selected.

import type { Article, ArticleBlock } from "./extract";
import { isOnDark } from "./ground";
import type { Mark } from "./marks";

export function isInView({ pieces }: ArticleBlock): boolean {
  const box = pieces[0]?.node.parentElement?.getBoundingClientRect();
  return box !== undefined && box.bottom > 0 && box.top < document.documentElement.clientHeight;
}

/** The first mark below the top of the viewport, or the last one above it. */
export function nearest(marks: readonly Mark[], direction: 1 | -1): Mark | undefined {
  const top = (mark: Mark): number => mark.range.getBoundingClientRect().top;
  return direction === 1 ? marks.find((mark) => top(mark) >= 0) : marks.findLast((mark) => top(mark) < 0);
}

/** Brings the beginning of a range into the middle of the window. */
export function scrollTo(range: Range): void {
  range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
}

export function isSelected(block: ArticleBlock): boolean {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return false;
  return block.pieces.some(({ node }) => selection.containsNode(node, true));
}

/** Whether an article's text is light on a dark ground: judged by its longest block. */
export function isDark(article: Article): boolean {
  const longest = article.blocks.reduce((best, block) =>
    block.text.length > best.text.length ? block : best,
  );
  const parent = longest.pieces[0]?.node.parentElement;
  return parent ? isOnDark(parent) : false;
}
