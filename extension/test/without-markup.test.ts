// Readability as it is built: the same, but for what is copied without being written down.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const here = process.cwd();
const { withoutMarkup } = await import(join(here, "tools", "without-markup.mjs"));
const SOURCE = join(here, "node_modules", "@mozilla", "readability", "Readability.js");

test("the built source assigns no markup", async () => {
  const source = await readFile(SOURCE, "utf8");
  assert.match(source, /\.innerHTML = /);
  assert.doesNotMatch(withoutMarkup(source), /\.innerHTML = /);
});

test("a source that has other assignments is not built", () => {
  assert.throws(() => withoutMarkup("page.innerHTML = somethingElse;"), /Readability has changed/);
});
