// How a long article is cut into requests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Batches, inOrder } from "../src/background/batches";

const blocks = (count: number, length: number) =>
  Array.from({ length: count }, (_, n) => ({ id: String(n), text: "x".repeat(length) }));

function cut(count: number, length: number, seconds: number) {
  const batches = new Batches(blocks(count, length));
  const found = [];
  for (let batch = batches.take(); batch; batch = batches.take()) {
    found.push(batch);
    batches.took(batch, seconds);
  }
  return found;
}

test("an ordinary article is judged in one piece", () => {
  assert.equal(cut(30, 250, 0.3).length, 1);
});

test("every block is judged once, in order, after up to three blocks of context", () => {
  const found = cut(100, 900, 1);
  assert.ok(found.length > 1);
  const ids = found.flatMap((batch) => batch.blocks.map((block) => block.id));
  assert.deepEqual(
    ids,
    blocks(100, 1).map((block) => block.id),
  );
  assert.deepEqual(found[0]?.context, []);
  for (const { context, blocks } of found.slice(1)) {
    const first = Number(blocks[0]?.id);
    assert.deepEqual(
      context.map((block) => Number(block.id)),
      [first - 3, first - 2, first - 1],
    );
  }
});

test("a slow server gets less at a time, a fast one more", () => {
  assert.ok(cut(300, 900, 9).length > cut(300, 900, 0.1).length);
});

test("a paragraph that is longer than a request goes alone", () => {
  const found = cut(3, 200_000, 1);
  assert.deepEqual(
    found.map((batch) => batch.blocks.length),
    [1, 1, 1],
  );
});

test("an article without blocks gives no request", () => {
  assert.equal(new Batches([]).take(), null);
});

test("what comes later to a page is judged after what stands before it", () => {
  const batch = new Batches(blocks(1, 100), [{ id: "before", text: "It rained." }]).take();
  assert.deepEqual(
    batch?.context.map((block) => block.id),
    ["before"],
  );
});

test("a long article starts where the reader is, an ordinary one at its top", () => {
  const ids = (count: number, seen: string) =>
    inOrder(blocks(count, 900), [seen]).map((part) => [
      part.context.map((block) => block.id),
      part.blocks.map((block) => Number(block.id)),
    ]);
  const all = Array.from({ length: 100 }, (_, n) => n);
  assert.deepEqual(ids(100, "5"), [[[], all]]);
  assert.deepEqual(ids(100, "60"), [
    [["57", "58", "59"], all.slice(60)],
    [[], all.slice(0, 60)],
  ]);
});
