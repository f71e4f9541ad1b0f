// What is taken for a setting, what goes into a file and comes out of it, and what is shown for which settings.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fromFile, toFile } from "../src/options/file";
import { noCounts } from "../src/shared/counts";
import { FLAGS, SHORT } from "../src/shared/flags";
import {
  areLooks,
  COLOURS,
  DEFAULT_LOOKS,
  LINES,
  type Looks,
  lookRules,
  withLook,
} from "../src/shared/looks";
import type { Finding } from "../src/shared/messages";
import { DEFAULTS, PREFERENCES, validPreferences } from "../src/shared/settings";
import { asShown, shownCount, togetherIndex } from "../src/shared/shown";
import { hostOf } from "../src/shared/sites";

const read = (...path: string[]): string => readFileSync(join(process.cwd(), ...path), "utf8");

test("the usual looks are those of the stylesheets", () => {
  const sheets = [read("src", "content", "marks.css"), read("src", "content", "marks-dark.css")];
  for (const flag of FLAGS) {
    const { colour, line } = DEFAULT_LOOKS[flag];
    const rules = new RegExp(`::highlight\\(reportedly-${SHORT[flag]}\\)[^{]*\\{[^}]*`, "g");
    const [light, dark] = sheets.map((sheet) => sheet.match(rules)?.join() ?? "");
    assert.ok(light?.includes(`-style: ${line};`), flag);
    assert.ok(light?.includes(`-thickness: ${LINES[line]};`), flag);
    assert.ok(light?.includes(`-color: ${COLOURS[colour][0]};`), flag);
    assert.ok(dark?.includes(`-color: ${COLOURS[colour][1]};`), flag);
  }
  assert.equal(lookRules(DEFAULT_LOOKS, false) + lookRules(DEFAULT_LOOKS, true), "");
});

test("every colour can be read on the grounds of the extension's own pages", () => {
  for (const [name, [light, dark]] of Object.entries(COLOURS)) {
    for (const ground of ["#ffffff", "#f9f6f0"])
      assert.ok(contrast(light, ground) >= 4.5, `${name} on ${ground}`);
    for (const ground of ["#000000", "#23272f"])
      assert.ok(contrast(dark, ground) >= 4.5, `${name} on ${ground}`);
  }
});

function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r = 0, g = 0, b = 0] = channels.map((c) =>
      c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test("whatever is chosen, no two flags are alike", () => {
  let looks: Looks = DEFAULT_LOOKS;
  for (const flag of FLAGS) {
    for (const line of Object.keys(LINES) as (keyof typeof LINES)[]) {
      looks = withLook(looks, flag, "line", line);
      assert.equal(looks[flag].line, line);
      assert.ok(areLooks(looks));
    }
    for (const colour of Object.keys(COLOURS) as (keyof typeof COLOURS)[]) {
      looks = withLook(looks, flag, "colour", colour);
      assert.equal(looks[flag].colour, colour);
      assert.ok(areLooks(looks));
    }
  }
});

test("what makes no sense is no setting", () => {
  const wrong = {
    flags: [null, {}, { ...DEFAULTS.flags, hedged: "yes" }],
    looks: [null, "red", {}, { ...DEFAULT_LOOKS, hedged: DEFAULT_LOOKS.unsourced_claim }],
    sensitivity: ["high", null],
    quotedHedges: [1, null],
    serverPort: [0, 65536, 80.5, "8477", null],
    sites: ["a.test", ["https://a.test/"], ["*"], [""], ["A.test"], [1]],
  };
  assert.deepEqual(Object.keys(wrong), PREFERENCES);
  for (const key of PREFERENCES) {
    for (const value of wrong[key])
      assert.deepEqual(validPreferences({ [key]: value }), {}, JSON.stringify(value));
    assert.deepEqual(validPreferences({ [key]: DEFAULTS[key] }), { [key]: DEFAULTS[key] });
  }
});

test("a file gives back what was exported, and holds no key of the pairing", () => {
  const chosen = { ...DEFAULTS, sensitivity: "strict" as const, sites: ["a.test"], serverPort: 9000 };
  const secret = { client: "c", token: "secret-token", serverKey: "k" };
  const text = toFile({ ...chosen, ...{ pairing: secret, paused: true } });
  assert.deepEqual(fromFile(text), chosen);
  assert.ok(!text.includes("secret-token") && !text.includes("paused"));
});

test("a file that is none, or has a setting that makes no sense, is refused as a whole", () => {
  const good = JSON.parse(toFile(DEFAULTS));
  const bad = ["", "{", "null", "[]", "{}", JSON.stringify({ ...good, reportedlySettings: 2 })];
  bad.push(JSON.stringify({ ...good, serverPort: "http://evil.example" }));
  for (const text of bad) assert.equal(fromFile(text), null, text);
  assert.deepEqual(fromFile('{"reportedlySettings": 1, "sensitivity": "strict"}'), { sensitivity: "strict" });
});

test("whoever looks after a machine can preset every preference, and pausing", () => {
  const schema = JSON.parse(read("managed-schema.json"));
  assert.deepEqual(Object.keys(schema.properties), [...PREFERENCES, "paused"]);
  assert.deepEqual(Object.keys(schema.properties.flags.properties), [...FLAGS]);
});

const finding: Finding = {
  block: "0",
  start: 0,
  end: 9,
  flags: ["hedged", "vague_attribution"],
  scores: {},
  strong: [
    { flag: "hedged", words: [0, 2] },
    { flag: "vague_attribution", words: [3, 4] },
  ],
  reasons: [{ flag: "hedged", code: "belief", words: [[0, 2]] }],
  quoted: [[5, 6]],
};

test("of a finding only the flags that are on are shown", () => {
  const view = { flags: { ...DEFAULTS.flags, hedged: false }, quotedHedges: true, looks: DEFAULT_LOOKS };
  const shown = asShown(finding, view);
  assert.deepEqual(
    [shown?.flags, shown?.strong, shown?.reasons, shown?.quoted],
    [["vague_attribution"], [{ flag: "vague_attribution", words: [3, 4] }], [], []],
  );
  assert.equal(asShown({ ...finding, flags: ["hedged"] }, view), null);
});

test("hedges in quotations are shown to those who want them", () => {
  const quotedOnly: Finding = { ...finding, flags: [], strong: [], reasons: [] };
  const view = { flags: DEFAULTS.flags, quotedHedges: false, looks: DEFAULT_LOOKS };
  assert.equal(asShown(quotedOnly, view), null);
  assert.deepEqual(asShown(quotedOnly, { ...view, quotedHedges: true })?.quoted, [[5, 6]]);
});

test("a sentence with two flags counts once, and as long as one of them is on", () => {
  const counts = noCounts();
  counts.together[togetherIndex(["hedged"])] = 3;
  counts.together[togetherIndex(["hedged", "vague_attribution"])] = 2;
  counts.together[0] = 7;
  const on = DEFAULTS.flags;
  assert.equal(shownCount(counts, on), 5);
  assert.equal(shownCount(counts, { ...on, hedged: false }), 2);
  assert.equal(shownCount(counts, { ...on, hedged: false, vague_attribution: false }), 0);
});

test("only pages of the web have a host to choose", () => {
  assert.equal(hostOf("https://News.Test:8080/a?b"), "news.test");
  for (const address of [undefined, "about:blank", "file:///a", "chrome://extensions", "x"]) {
    assert.equal(hostOf(address), null);
  }
});
