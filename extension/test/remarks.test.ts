// Which lines are of the article, by what they say: each kind, and what looks like it and is the writer's text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords } from "../src/content/beside";
import * as remarks from "../src/content/remarks";

const KINDS: [string, (text: string) => boolean, string[], string[]][] = [
  [
    "a stamp",
    remarks.isStamp,
    ["Updated 9:41 AM EST, Tuesday, Nov. 19, 2024", "Published: 10:48, Tue, Nov 19, 2024", "3 hours ago"],
    ["The pier opened in May 2019.", "In May, Ruiz left.", "1970"],
  ],
  [
    "a byline",
    remarks.isByline,
    ["By Ana Ruiz", "By Ana Ruiz, Islands correspondent", "By Herald Staff | May 3, 2024"],
    ["By Friday the lamp may be lit.", "By May, “nobody was left,” he said.", "Standing by the pier"],
  ],
  [
    "a credit",
    remarks.isCredit,
    [
      "Photo: Ilse Brandt",
      "Image copyright Getty Images",
      "The pier in May (Image: GETTY)",
      "(Photo by A. Ruiz/Herald)",
    ],
    [
      "Photos of the pier were shown in court.",
      "The picture is bleak (see below).",
      "Image is all, said Ruiz.",
    ],
  ],
  [
    "a prompt",
    remarks.isPrompt,
    [
      "Sign up for our newsletter.",
      "Follow Ana Ruiz on Twitter @ruiz",
      "Have a tip? Tell us.",
      "Subscribe now",
    ],
    [
      "Islanders may sign up for the ferry.",
      "Ruiz asked them to follow her.",
      "Follow the money, Ruiz said.",
    ],
  ],
  [
    "a notice",
    remarks.isNotice,
    [
      "© 2024 The Herald",
      "Advertisement",
      "All rights reserved.",
      "We may earn a commission if you buy a lamp.",
    ],
    [
      "Advertisement of the sale began in May.",
      "The ferry may earn more in summer.",
      "Loading the boats took days.",
    ],
  ],
  [
    "an end",
    remarks.isEnd,
    ["More from the Herald", "Related stories", "About the author", "12 comments", "Leave a comment"],
    ["More than one of them asked.", "Related: the bridge", "About a boat", "Comments by the minister"],
  ],
];

for (const [kind, is, yes, no] of KINDS) {
  test(`${kind} is told from a sentence`, () => {
    for (const text of yes) assert.ok(is(text), `is: ${text}`);
    for (const text of no) assert.ok(!is(text), `is none: ${text}`);
  });
}

test("a pointer has a label, and little besides a link", () => {
  assert.ok(remarks.isPointer({ text: "Read more: The bridge that the islands never got", linked: 0.8 }));
  assert.ok(remarks.isPointer({ text: "RELATED:", linked: 0 }));
  assert.ok(
    !remarks.isPointer({
      text: "See: nobody on the islands had asked for the bridge to be built at all.",
      linked: 0,
    }),
  );
  assert.ok(!remarks.isPointer({ text: "The bridge that the islands never got", linked: 0.8 }));
});

test("an article without a sentence is left as it is", () => {
  const lines = ["Lamps", "Boats"].map((text) => ({ kind: "text" as const, text, linked: 0, inside: false }));
  assert.deepEqual(remarks.ofTheArticle(lines), [true, true]);
});

test("names are read in words", () => {
  assert.equal(inWords("relatedLinks"), "related links");
  assert.equal(inWords("c-author__bio--big"), "c author bio big");
});
