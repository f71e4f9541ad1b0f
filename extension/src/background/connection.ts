// Who is on the port, and may we talk to them? Asked before every article, so that text only ever goes to a server
// that has just proved itself.

import type { Status } from "../shared/api";
import { CONNECTION_KEY, type ConnectionState } from "../shared/messages";
import { ProblemError, problemOf } from "../shared/problems";
import { type Pairing, readSettings } from "../shared/settings";
import { isProof, makeNonce } from "./proof";
import { call } from "./server";

const API = 1;

/** What a proved connection is made of. */
export interface Connection extends Pairing {
  port: number;
}

/** The origin that the server recorded when it paired with us. */
export const ownOrigin = (): string => browser.runtime.getURL("").replace(/\/$/, "");

/**
 * Makes sure that the server runs, is Reportedly, is ready, is paired with us and is the one that we were paired with.
 *
 * Throws the ProblemError that says which of it fails, and leaves the result in storage.session for whoever shows it.
 */
export async function connect(): Promise<Connection> {
  try {
    const connection = await prove();
    await tell({ phase: "connected" });
    return connection;
  } catch (error) {
    await tell({ phase: "problem", problem: problemOf(error) });
    throw error;
  }
}

export function tell(state: ConnectionState): Promise<void> {
  return browser.storage.session.set({ [CONNECTION_KEY]: state });
}

async function prove(): Promise<Connection> {
  const { serverPort: port, pairing } = await readSettings();
  if (!pairing) {
    requireReady(await askStatus(port, ""));
    throw new ProblemError("not_paired");
  }
  const nonce = makeNonce();
  const status = await askStatus(port, `?nonce=${nonce}&client=${encodeURIComponent(pairing.client)}`);
  // A server that has never heard of us sends no proof. It may be honest, but it is not the one we know.
  if (status.proof === undefined) throw new ProblemError("forgotten");
  if (!(await isProof(status.proof, pairing.serverKey, nonce, ownOrigin(), port)))
    throw new ProblemError("impostor");
  requireReady(status);
  return { ...pairing, port };
}

async function askStatus(port: number, query: string): Promise<Status> {
  const answer = await call(port, "GET", `/v1/status${query}`).catch((error: unknown) => {
    // Something holds the port and does not answer: for a person the same as nobody there.
    if (error instanceof ProblemError && error.problem.code === "slow") throw new ProblemError("server_down");
    throw error;
  });
  if (answer.status !== 200 || !isStatus(answer.json)) throw new ProblemError("not_reportedly");
  return answer.json;
}

function requireReady(status: Status): void {
  if (status.state === "loading") throw new ProblemError("loading");
  if (status.state === "broken") throw new ProblemError("model_broken", status.problem ?? "");
}

function isStatus(json: unknown): json is Status {
  const status = json as Partial<Status> | null | undefined;
  return (
    status?.name === "reportedly" &&
    status.api === API &&
    ["ready", "loading", "broken"].includes(status.state as string) &&
    ["undefined", "string"].includes(typeof status.proof) &&
    ["undefined", "string"].includes(typeof status.problem)
  );
}
