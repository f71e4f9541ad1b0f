// The parts of the content script that the browser tests look at by themselves. Built into dist/test/content.js only,
// never into the extension. Needs no extension API: a test adds it to any page as a script.

import { Readability } from "@mozilla/readability";
import { rangeOf } from "../src/content/anchor";
import { extract } from "../src/content/extract";
import { lightness } from "../src/content/ground";
import { markOf } from "../src/content/marks";
import { Painter } from "../src/content/paint";
import { isBlock, readableBlocks } from "../src/content/readable";
import { Tree } from "../src/content/tree";

/** What Readability alone takes for the article: all of its text, a line for each element. For benchmarks. */
function plainText(page: Document): string {
  const reader = new Readability<Node>(page.cloneNode(true) as Document, { serializer: (node) => node });
  const content = reader.parse()?.content;
  const texts = content && page.createTreeWalker(content, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  let text = "";
  while (texts?.nextNode()) {
    const { currentNode: node } = texts;
    text +=
      node.nodeType === Node.TEXT_NODE
        ? (node as Text).data
        : isBlock(node as Element) || (node as Element).tagName === "BR"
          ? "\n"
          : "";
  }
  return text;
}

Object.assign(globalThis, {
  reportedlyTest: {
    extract,
    rangeOf,
    readableBlocks: (page: Document) => readableBlocks(new Tree(page)),
    plainText,
    lightness,
    markOf,
    Painter,
  },
});
