// Builds Readability without the two places where it turns strings into elements.
//
// An extension that assigns innerHTML is rightly asked what it assigns. Readability only ever assigns what it has just
// read from innerHTML, to get a copy of elements; a copy can be had without writing them down and parsing them again.

import { readFile } from "node:fs/promises";

/** What stands in the source, and what is built in its place. */
const COPIES = [
  // The page as it was, for another try with laxer rules.
  ["var pageCacheHtml = page.innerHTML;", "var pageCache = page.cloneNode(true);"],
  ["page.innerHTML = pageCacheHtml;", "page.replaceChildren(...pageCache.cloneNode(true).childNodes);"],
  // An image in a noscript; only where that has been parsed into elements does Readability come here.
  ["tmp.innerHTML = noscript.innerHTML;", "tmp.append(...noscript.cloneNode(true).childNodes);"],
];

/** Readability's source without assignments to innerHTML. Throws when a newer source has not what is replaced. */
export function withoutMarkup(source) {
  let built = source;
  for (const [from, to] of COPIES) {
    if (built.split(from).length !== 2) throw new Error(`Readability has changed: not once in it: ${from}`);
    built = built.replace(from, () => to);
  }
  return built;
}

/** The plug-in of esbuild that does it. */
export const readabilityWithoutMarkup = {
  name: "readability-without-markup",
  setup(build) {
    build.onLoad({ filter: /[\\/]@mozilla[\\/]readability[\\/]Readability\.js$/ }, async ({ path }) => ({
      contents: withoutMarkup(await readFile(path, "utf8")),
      loader: "js",
    }));
  },
};
