// What is kept over restarts in storage.local. `serverPort`: the server's port on 127.0.0.1; `paused`: nothing is
// analysed until resumed; `pairing`: what pairing gave us.

export interface Pairing {
  client: string;
  token: string;
  /** The key of the server's proofs, in hex. */
  serverKey: string;
}

export interface Settings {
  serverPort: number;
  paused: boolean;
  pairing: Pairing | null;
}

export const DEFAULT_PORT = 8477;

export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(["serverPort", "paused", "pairing"]);
  const port = stored.serverPort;
  return {
    serverPort:
      typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65536 ? port : DEFAULT_PORT,
    paused: stored.paused === true,
    pairing: isPairing(stored.pairing) ? stored.pairing : null,
  };
}

export function writeSettings(changed: Partial<Settings>): Promise<void> {
  return browser.storage.local.set(changed);
}

function isPairing(value: unknown): value is Pairing {
  const pairing = value as Pairing | null | undefined;
  return [pairing?.client, pairing?.token, pairing?.serverKey].every((part) => typeof part === "string");
}
