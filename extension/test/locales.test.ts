// Every text that the extension asks for is there, and every placeholder is filled.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FLAGS } from "../src/shared/flags";
import { PROBLEMS } from "../src/shared/problems";

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

const here = process.cwd();
const { messages } = await import(join(here, "tools", "locales.mjs"));
const english: Record<string, Message> = await messages(here, "en");
const catalogue = JSON.parse(
  readFileSync(join(here, "..", "models", "reportedly-en", "reasons.json"), "utf8"),
);

const sources = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(here, "src", name), "utf8"));
const manifest = readFileSync(join(here, "manifest.base.json"), "utf8");

function askedFor(): string[] {
  const keys = new Set<string>();
  for (const source of sources) {
    for (const [, key] of source.matchAll(/\b(?:t|heading|text)\(\s*"(\w+)"/g)) keys.add(key as string);
    for (const [, key] of source.matchAll(/\btCount\(\s*"(\w+)"/g))
      keys.add(`${key}_one`).add(`${key}_other`);
    for (const [, key] of source.matchAll(/\bstep\("\w+", "(\w+)"/g)) keys.add(key as string);
  }
  for (const [, key] of manifest.matchAll(/__MSG_(\w+)__/g)) keys.add(key as string);
  for (const code of PROBLEMS) keys.add(`problem_${code}`);
  for (const flag of FLAGS) keys.add(`flag_${flag}`).add(`meaning_${flag}`);
  return [...keys];
}

test("every text that the code asks for is there", () => {
  const asked = askedFor();
  assert.ok(asked.length > 60);
  assert.deepEqual(
    asked.filter((key) => !english[key]?.message),
    [],
  );
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
  for (const [key, { message, placeholders = {} }] of Object.entries(english)) {
    const places = [...message.replaceAll("$$", "").matchAll(/\$(\w+)\$/g)].map(([, name]) => name);
    assert.deepEqual(places.toSorted(), Object.keys(placeholders).toSorted(), key);
    assert.ok(!/[{}]/.test(message), key);
  }
});
