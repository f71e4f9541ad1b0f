// Every text that the extension asks for is there, and every placeholder is filled.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FLAGS } from "../src/shared/flags";
import { COLOURS, LINES } from "../src/shared/looks";
import { PROBLEMS } from "../src/shared/problems";
import { SENSITIVITIES } from "../src/shared/settings";

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

const here = process.cwd();
const { messages, LOCALES } = await import(join(here, "tools", "locales.mjs"));
const languages: Record<string, Record<string, Message>> = {};
for (const locale of LOCALES) languages[locale] = await messages(here, locale);
const english = languages.en as Record<string, Message>;
const catalogue = JSON.parse(
  readFileSync(join(here, "..", "models", "reportedly-en", "reasons.json"), "utf8"),
);

const SOURCES = /\.(ts|html)$/;
const sources = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => SOURCES.test(name))
  .map((name) => readFileSync(join(here, "src", name), "utf8"));
const manifest = readFileSync(join(here, "manifest.base.json"), "utf8");

/** The keys that the code names, and those that it puts together from a list of ours. */
function askedFor(): Set<string> {
  const keys = new Set<string>();
  const fromList = (start: string, list: readonly string[], end = ""): void => {
    for (const name of list) keys.add(`${start}_${name}${end}`);
  };
  for (const source of [...sources, manifest]) {
    for (const [, key] of source.matchAll(/\b(?:t|heading|text|say)\(\s*"(\w+)"/g)) keys.add(key as string);
    for (const [, one, other] of source.matchAll(/\b(?:t|heading)\([^()?]+ \? "(\w+)" : "(\w+)"\)/g)) {
      keys.add(one as string).add(other as string);
    }
    for (const [, key] of source.matchAll(/\btCount\(\s*"(\w+)"/g)) fromList(key as string, ["one", "other"]);
    for (const [, key] of source.matchAll(/\b(?:step|tool)\("[\w-]+", "(\w+)"/g)) keys.add(key as string);
    for (const [, key] of source.matchAll(/__MSG_(\w+)__/g)) keys.add(key as string);
  }
  fromList("problem", PROBLEMS);
  fromList("problem", PROBLEMS, "_help");
  for (const start of ["flag", "meaning", "preview"]) fromList(start, FLAGS);
  fromList("connection", ["checking", "connected"]);
  fromList("colour", Object.keys(COLOURS));
  fromList("line", Object.keys(LINES));
  fromList("sensitivity", SENSITIVITIES);
  fromList("sensitivity", SENSITIVITIES, "_help");
  fromList("reason", Object.keys(catalogue.reasons));
  fromList("question", Object.keys(catalogue.reasons));
  for (const type of ["named", "anonymous", "vague"])
    keys.add(`panel_type_${type}`).add(`panel_share_${type}`);
  keys.add("panel_share_none");
  return keys;
}

/** Texts that the code asks for and does without where they are missing. */
const MAY_BE_THERE = [
  ...PROBLEMS.map((code) => `connection_${code}`),
  ...Object.keys(catalogue.reasons).map((code) => `reason_${code}_without_words`),
];

test("every text that the code asks for is there", () => {
  const asked = [...askedFor()];
  assert.ok(asked.length > 120);
  assert.deepEqual(
    asked.filter((key) => !english[key]?.message),
    [],
  );
});

test("no text is there that nobody asks for", () => {
  const asked = new Set([...askedFor(), ...MAY_BE_THERE]);
  assert.deepEqual(
    Object.keys(english).filter((key) => !asked.has(key)),
    [],
  );
});

test("every language has the texts of English, with the same places, and no others", () => {
  for (const [locale, others] of Object.entries(languages)) {
    assert.deepEqual(Object.keys(others).toSorted(), Object.keys(english).toSorted(), locale);
    for (const [key, { message, placeholders = {} }] of Object.entries(others)) {
      assert.ok(message.trim(), `${locale} ${key}`);
      assert.deepEqual(placeholders, english[key]?.placeholders ?? {}, `${locale} ${key}`);
    }
  }
});

test("every problem says what can be done", () => {
  for (const code of PROBLEMS) assert.ok(english[`problem_${code}_help`]?.message, code);
});

test("every reason of the catalogue has its text and its question", () => {
  for (const code of Object.keys(catalogue.reasons)) {
    assert.ok(english[`reason_${code}`]?.message, code);
    assert.ok(english[`question_${code}`]?.message, code);
  }
});

test("the extension knows the flags of the catalogue, and no others", () => {
  assert.deepEqual([...FLAGS].sort(), Object.keys(catalogue.flags).sort());
});

test("every place in a text is a declared placeholder", () => {
  const all = Object.values(languages).flatMap((texts) => Object.entries(texts));
  for (const [key, { message, placeholders = {} }] of all) {
    const places = [...message.replaceAll("$$", "").matchAll(/\$(\w+)\$/g)].map(([, name]) => name);
    assert.deepEqual(places.toSorted(), Object.keys(placeholders).toSorted(), key);
    assert.ok(!/[{}]/.test(message), key);
  }
});
