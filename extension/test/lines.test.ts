// Answers that come line by line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue, readLines } from "../src/background/lines";

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));

/** A response whose body comes in these pieces. */
function responseOf(...pieces: Uint8Array[]): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    }),
  );
}

test("each line is handed out once, wherever the network cuts, even inside of a character", async () => {
  const whole = bytes('{"a":1}\n{"b":"🚢"}\n{"c":3}\n');
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const lines: string[] = [];
    const last = await readLines(responseOf(whole.slice(0, cut), whole.slice(cut)), (line) =>
      lines.push(line),
    );
    assert.deepEqual(lines, ['{"a":1}', '{"b":"🚢"}', '{"c":3}']);
    assert.equal(last, '{"c":3}');
  }
});

test("a line is handed out before the next has come", async () => {
  const lines: string[] = [];
  let more: ReadableStreamDefaultController | undefined;
  const body = new ReadableStream({
    start(controller) {
      more = controller;
      controller.enqueue(bytes("one\ntw"));
    },
  });
  const seen = new Promise<void>((done) => {
    const end = readLines(new Response(body), (line) => {
      lines.push(line);
      done();
    });
    end.catch(() => {});
  });
  await seen;
  assert.deepEqual(lines, ["one"]);
  more?.close();
});

test("a last line without an end counts, and an empty answer is an empty line", async () => {
  assert.equal(await readLines(responseOf(bytes("one\ntwo")), () => {}), "two");
  assert.equal(await readLines(new Response(null), () => {}), "");
});

test("what comes while something is used has its turn together, in order, and the end waits for it", async () => {
  const used: number[][] = [];
  const queue = new Queue<number>(async (some) => {
    used.push(some);
    await new Promise((done) => setTimeout(done, 1));
  });
  for (const n of [1, 2, 3]) queue.add(n);
  await queue.end();
  assert.deepEqual(used, [[1], [2, 3]]);
  queue.add(4);
  await queue.end();
  assert.deepEqual(used, [[1], [2, 3], [4]]);
});

test("what goes wrong is told at the end, and nothing is used after it", async () => {
  let turns = 0;
  const queue = new Queue<number>(async () => {
    turns += 1;
    throw new Error("no");
  });
  queue.add(1);
  queue.add(2);
  await assert.rejects(queue.end());
  queue.add(3);
  await assert.rejects(queue.end());
  assert.equal(turns, 1);
});
