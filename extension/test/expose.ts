// The parts of the content script that the browser tests look at by themselves. Built into dist/test/content.js only,
// never into the extension. Needs no extension API: a test adds it to any page as a script.

import { rangeOf } from "../src/content/anchor";
import { extract } from "../src/content/extract";
import { lightness } from "../src/content/ground";
import { markOf } from "../src/content/marks";
import { Painter } from "../src/content/paint";
import { readableBlocks } from "../src/content/readable";

Object.assign(globalThis, {
  reportedlyTest: { extract, rangeOf, readableBlocks, lightness, markOf, Painter },
});
