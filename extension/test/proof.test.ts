// The server's proof, against an independent implementation of HMAC.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { isProof, makeNonce } from "../src/background/proof";

const KEY = "00ff10a0".repeat(8);
const ORIGIN = "chrome-extension://abcdefghijklmnop";
const NONCE = makeNonce();

function sign(key: string, nonce = NONCE, origin = ORIGIN, port = 8477): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(`${nonce}\n${origin}\n${port}`).digest("hex");
}

test("the right proof is believed", async () => {
  assert.equal(await isProof(sign(KEY), KEY, NONCE, ORIGIN, 8477), true);
});

const WRONG: Record<string, string> = {
  "another key": sign("11".repeat(32)),
  "another nonce": sign(KEY, makeNonce()),
  "another origin": sign(KEY, NONCE, "chrome-extension://other"),
  "another port": sign(KEY, NONCE, ORIGIN, 8478),
  "only its beginning": sign(KEY).slice(0, 32),
  "no hex": "zz".repeat(32),
  nothing: "",
};

for (const [what, proof] of Object.entries(WRONG)) {
  test(`a proof with ${what} is not believed`, async () => {
    assert.equal(await isProof(proof, KEY, NONCE, ORIGIN, 8477), false);
  });
}

test("a nonce is 64 hex digits, and never the same", () => {
  assert.match(NONCE, /^[0-9a-f]{64}$/);
  assert.notEqual(makeNonce(), makeNonce());
});
