// What is copied or saved: markup in the article's words stays text, in every format.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FORMATS } from "../src/panel/formats";
import type { Report } from "../src/shared/report";

const NASTY = '=1+1 "Two aides" said <img src=x onerror=alert(1)> **may** go, & [left](javascript:x).';

(globalThis as { browser?: unknown }).browser = {
  i18n: {
    getMessage: (key: string, words: string[]) => [key, ...(words ?? [])].join(" "),
  },
};

const REPORT: Report = {
  title: "<script>alert(2)</script>",
  url: "https://news.test/<b>",
  texts: { "0": `It rained. ${NASTY} It stopped.` },
  thresholds: { anonymous_source: 0.5 },
  sentences: [
    { block: "0", start: 0, end: 10, flags: [], reasons: [], scores: {} },
    {
      block: "0",
      start: 11,
      end: 11 + NASTY.length,
      flags: ["anonymous_source"],
      reasons: [{ flag: "anonymous_source", code: "unnamed_group", words: [[16, 25]] }],
      scores: {},
    },
  ],
  sources: [{ type: "anonymous", name: "<i>Two aides</i>", places: [{ block: "0", start: 16 }] }],
};

const written = Object.fromEntries(FORMATS.map(({ extension, text }) => [extension, text(REPORT)])) as Record<
  string,
  string
>;

test("no format lets markup of the article through", () => {
  for (const name of ["html", "md"]) {
    assert.ok(!/<(script|img|i|b)\b/.test((written[name] as string).replaceAll(/\\</g, "")), written[name]);
  }
  assert.ok(written.html?.includes("&lt;img src=x onerror=alert(1)&gt;"));
  assert.ok(!/(^|[^\\])\[left\]\(/.test(written.md as string));
});

test("a spreadsheet sees no formula, and each row is whole", () => {
  const [head, row, end] = (written.csv as string).split("\r\n");
  assert.equal(head, "sentence,flags,why,block,start,end");
  assert.ok(row?.startsWith(`"'=1+1 ""Two aides""`), row);
  assert.equal(end, "");
});

test("JSON has every sentence, marked or not", () => {
  const read = JSON.parse(written.json as string);
  assert.deepEqual(
    read.sentences.map((s: { text: string }) => s.text),
    ["It rained.", NASTY],
  );
  assert.equal(read.offsets, "utf-16");
});

test("an annotation tells its sentence by its words and those around it", () => {
  const { first, total } = JSON.parse(written.jsonld as string);
  assert.equal(total, 1);
  const { selector } = first.items[0].target;
  assert.equal(selector.exact, NASTY);
  assert.equal(selector.prefix, "It rained. ");
  assert.equal(selector.suffix, " It stopped.");
});
