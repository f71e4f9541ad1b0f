// A copy of the page to take apart: shadow trees and frames stand in it where they are seen, and what the page does not
// show (by a style sheet, by an attribute, by a closed fold) does not stand in it.

import { isRendered, type Tree } from "./tree";

/** Shown by nobody, yet read: what a page says of itself stands in scripts and meta elements. */
const SAYS_OF_THE_PAGE = new Set(["SCRIPT", "LINK", "META"]);

/** Copies a page; `shownOnly`: without what is not rendered. Nothing of the page's own runs in a copy. */
export function copyOf(tree: Tree, shownOnly: boolean): Document {
  // In a document of our own: in Firefox those of the page's cost a third more at each step.
  const copy = new DOMParser().parseFromString("<!doctype html>", "text/html");
  copy.replaceChild(copy.importNode(tree.document.documentElement, true), copy.documentElement);
  if (shownOnly || tree.roots.length > 1) follow(tree, tree.document.body, copy.body, shownOnly);
  return copy;
}

/** Makes `copy`, which has the same children as `live`, have what the reader sees in their place. */
function follow(tree: Tree, live: Element, copy: Element, shownOnly: boolean): void {
  const instead = tree.insteadOf(live);
  const shown = instead && [...instead];
  if (shown) copy.replaceChildren(...shown.map((node) => copy.ownerDocument.importNode(node, true)));
  let next = copy.firstElementChild;
  for (const child of shown ? shown.filter(isElement) : live.children) {
    const twin = next;
    if (!twin) return;
    next = twin.nextElementSibling;
    // Some have no text that could be seen.
    if (SAYS_OF_THE_PAGE.has(child.tagName) || (!child.firstChild && !tree.insteadOf(child))) continue;
    if (shownOnly && !isRendered(child)) {
      twin.remove();
      tree.unseen.push(child);
    } else follow(tree, child, tree.isBlock(child) ? asBlock(twin) : twin, shownOnly);
  }
}

const isElement = (node: Node): node is Element => node.nodeType === Node.ELEMENT_NODE;

/** Puts a plain block with the same names into the place of an element of which nobody knows that it is one. */
function asBlock(element: Element): Element {
  const block = element.ownerDocument.createElement("div");
  block.id = element.id;
  block.className = element.getAttribute("class") ?? "";
  element.replaceWith(block);
  return block;
}
