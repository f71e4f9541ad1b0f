// The server's own page in a tab.

import { ProblemError, problemOf } from "../shared/problems";
import { readSettings } from "../shared/settings";
import { connect, tell } from "./connection";
import { call, problemOfStatus } from "./server";

/**
 * Opens the local page. If we are paired, with a one-time key: then it may act, not only show. If not, the page that the
 * server opened when it started is the one that can allow us, so that it is looked for first.
 */
export async function openLocalPage(): Promise<void> {
  const { serverPort, pairing } = await readSettings();
  const root = `http://127.0.0.1:${serverPort}/`;
  if (!pairing) {
    if (!(await show(root))) await open(root);
    return;
  }
  try {
    await open(`${root}#key=${encodeURIComponent(await newKey())}`);
  } catch (error) {
    const problem = problemOf(error);
    await tell({ phase: "problem", problem });
    if (problem.code === "forgotten") await open(root);
  }
}

async function newKey(): Promise<string> {
  const { token, port } = await connect();
  const answer = await call(port, "POST", "/v1/page-keys", { body: {}, token });
  if (answer.status !== 201) throw problemOfStatus(answer);
  const key = (answer.json as { key?: unknown } | undefined)?.key;
  if (typeof key !== "string") throw new ProblemError("nonsense");
  return key;
}

async function open(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

/** Brings a tab that shows an address of the server to the front; false when there is none. */
async function show(root: string): Promise<boolean> {
  // Addresses of tabs are told to us for 127.0.0.1 only.
  const tabs = await browser.tabs.query({ url: "http://127.0.0.1/*" });
  const tab = tabs.find(({ url }) => url?.startsWith(root));
  if (tab?.id === undefined) return false;
  await browser.tabs.update(tab.id, { active: true });
  await browser.windows.update(tab.windowId, { focused: true });
  return true;
}
