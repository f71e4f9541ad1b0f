// Pairing: ask the server, show the code, and collect the keys once the person has allowed it.

import type { PairingResult, PairingStarted } from "../shared/api";
import { PAIRING_KEY, type PairingState } from "../shared/messages";
import { type ProblemCode, ProblemError, problemOf } from "../shared/problems";
import { type Pairing, readSettings, writeSettings } from "../shared/settings";
import { connect } from "./connection";
import { call, problemOfStatus } from "./server";
import { pause } from "./wait";

/** Milliseconds between two looks at whether the person has answered. */
const LOOK_EVERY = 700;

let collecting: string | null = null;

/** Asks to be paired and waits for the answer; true once paired. `tab`: whose page is analysed after it. */
export async function pair(tab: number | null): Promise<boolean> {
  try {
    const { serverPort } = await readSettings();
    const answer = await call(serverPort, "POST", "/v1/pairing", { body: {} });
    if (answer.status !== 201) throw problemOfStatus(answer);
    if (!isStarted(answer.json)) throw new ProblemError("nonsense");
    const { id, secret, code, expires_in } = answer.json;
    return await collect({ phase: "waiting", id, secret, code, until: Date.now() + expires_in * 1000, tab });
  } catch (error) {
    await tell({ phase: "problem", problem: problemOf(error) });
    return false;
  }
}

/** Takes up the waiting that an earlier background was ended in; the state it waited in, if it is paired now. */
export async function resumePairing(): Promise<{ tab: number | null } | null> {
  const state = await pairingState();
  if (state?.phase !== "waiting" || collecting === state.id) return null;
  return (await collect(state)) ? state : null;
}

async function pairingState(): Promise<PairingState | undefined> {
  const stored = await browser.storage.session.get(PAIRING_KEY);
  return stored[PAIRING_KEY] as PairingState | undefined;
}

export const forgetPairingState = (): Promise<void> => browser.storage.session.remove(PAIRING_KEY);

/** Forgets the keys, so that the next step is to pair again. */
export async function unpair(): Promise<void> {
  await browser.storage.local.remove("pairing");
}

/** Asks the server to forget us, too. Throws ProblemError when it is not there, or is not the one we know. */
export async function endOnServer(): Promise<void> {
  const { client, token, port } = await connect();
  await call(port, "DELETE", `/v1/tokens/${encodeURIComponent(client)}`, { token });
}

function tell(state: PairingState): Promise<void> {
  return browser.storage.session.set({ [PAIRING_KEY]: state });
}

async function collect(waiting: PairingState & { phase: "waiting" }): Promise<boolean> {
  collecting = waiting.id;
  await tell(waiting);
  try {
    // A newer request takes over: then this one is nobody's any more.
    while (collecting === waiting.id) {
      const result = await look(waiting);
      if (result !== "waiting") {
        await writeSettings({ pairing: result });
        await forgetPairingState();
        return true;
      }
      if (Date.now() > waiting.until) throw new ProblemError("pairing_expired");
      await pause(LOOK_EVERY);
    }
    return false;
  } catch (error) {
    await tell({ phase: "problem", problem: problemOf(error) });
    return false;
  } finally {
    if (collecting === waiting.id) collecting = null;
  }
}

async function look(waiting: PairingState & { phase: "waiting" }): Promise<Pairing | "waiting"> {
  const { serverPort } = await readSettings();
  const answer = await call(serverPort, "GET", `/v1/pairing/${encodeURIComponent(waiting.id)}`, {
    token: waiting.secret,
  });
  // The server forgets requests when it restarts.
  if (answer.status === 404 || answer.status === 401) throw new ProblemError("pairing_expired");
  if (answer.status !== 200) throw problemOfStatus(answer);
  const result = answer.json as Partial<PairingResult> | null | undefined;
  const ended: Partial<Record<string, ProblemCode>> = {
    denied: "pairing_denied",
    expired: "pairing_expired",
  };
  const problem = ended[result?.state ?? ""];
  if (problem) throw new ProblemError(problem);
  if (result?.state === "waiting") return "waiting";
  const { client, token, server_key: serverKey } = result ?? {};
  if (result?.state !== "allowed" || !client || !token || !serverKey) throw new ProblemError("nonsense");
  return { client, token, serverKey };
}

function isStarted(json: unknown): json is PairingStarted {
  const started = json as Partial<PairingStarted> | null | undefined;
  return (
    typeof started?.id === "string" &&
    typeof started.secret === "string" &&
    /^[0-9]{6}$/.test(String(started.code)) &&
    typeof started.expires_in === "number"
  );
}
