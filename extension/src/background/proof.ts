// The server's proof that it is the one we were paired with: HMAC-SHA256 over nonce, origin and port, keyed with the
// key that pairing gave us. Something else on the port cannot make it, and gets neither token nor text.

/** A fresh nonce: 32 random bytes in hex. */
export function makeNonce(): string {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * Whether `proof` (hex) is right for this nonce, origin and port. `serverKey`: hex.
 *
 * `crypto.subtle.verify` compares in constant time.
 */
export async function isProof(
  proof: string,
  serverKey: string,
  nonce: string,
  origin: string,
  port: number,
): Promise<boolean> {
  const signature = bytes(proof);
  const secret = bytes(serverKey);
  if (!signature || !secret) return false;
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
  const signed = new TextEncoder().encode(`${nonce}\n${origin}\n${port}`);
  return crypto.subtle.verify("HMAC", key, signature, signed);
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of a hex string; null when it is none, or empty. */
function bytes(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length === 0 || text.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, n) =>
    Number.parseInt(text.slice(2 * n, 2 * n + 2), 16),
  );
}
