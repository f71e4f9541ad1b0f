// The background: the only part that talks to the server. It holds nothing in memory that it could not lose: the
// browser ends it whenever it is idle. Settings and keys are in storage.local, what is going on in storage.session.
//
// It wakes for the popup's requests, for the shortcuts, and to take up a pairing that it was ended in. It watches no
// page and no tab by itself.

import type { BackgroundRequest } from "../shared/messages";
import { readSettings, writeSettings } from "../shared/settings";
import { connect } from "./connection";
import { openLocalPage } from "./localpage";
import { forgetPairingState, pair, resumePairing, unpair } from "./pairing";
import { analyse, isRunning, stop } from "./run";
import * as tabs from "./tabs";
import { awake } from "./wait";

browser.runtime.onMessage.addListener((message: BackgroundRequest, sender) => {
  // Only the extension's own pages may ask: a content script lives in a page and has nothing to ask for.
  if (!sender.url?.startsWith(browser.runtime.getURL(""))) return undefined;
  return handle(message).then(() => null);
});

browser.commands.onCommand.addListener((command, tab) => {
  if (tab?.id === undefined) return;
  if (command === "analyse") void analyseUnlessPaused(tab.id);
  if (command === "next-mark") void step(tab.id, 1);
  if (command === "previous-mark") void step(tab.id, -1);
});

void takeUpPairing();

async function handle(request: BackgroundRequest): Promise<void> {
  switch (request.type) {
    case "open":
      return open(request.tab);
    case "analyse":
      return analyse(request.tab);
    case "clear":
      return clear(request.tab);
    case "step":
      return step(request.tab, request.direction);
    case "pause":
      await writeSettings({ paused: request.paused });
      return request.tab === null ? undefined : request.paused ? clear(request.tab) : open(request.tab);
    case "pair":
      return askToPair(request.tab);
    case "local-page":
      return openLocalPage();
  }
}

/** The popup was opened, or looks again: analyse its page at once, unless that runs or is done. */
async function open(tab: number | null): Promise<void> {
  if (tab === null) {
    await connect().catch(() => {});
    return;
  }
  const [state, marked] = await Promise.all([tabs.readState(tab), tabs.markedRun(tab)]);
  // Asked last: by now another popup of the same tab may have begun.
  if (isRunning(tab)) return;
  if (state?.phase === "done" && marked === state.run) {
    await connect().catch(() => {});
    return;
  }
  await analyseUnlessPaused(tab);
}

async function analyseUnlessPaused(tab: number): Promise<void> {
  if (!(await readSettings()).paused) return analyse(tab);
  await tabs.writeState(tab, tabs.freshState("", "paused"));
  await connect().catch(() => {});
}

async function clear(tab: number): Promise<void> {
  stop(tab);
  await tabs.clean(tab);
  const { paused } = await readSettings();
  await tabs.writeState(tab, tabs.freshState("", paused ? "paused" : "cleared"));
}

async function step(tab: number, direction: 1 | -1): Promise<void> {
  // Where nothing is marked there is nowhere to go.
  await tabs.ask(tab, { type: "step", direction }).catch(() => {});
}

async function askToPair(tab: number | null): Promise<void> {
  await forgetPairingState();
  await unpair();
  if (await awake(() => pair(tab))) await paired(tab);
}

async function takeUpPairing(): Promise<void> {
  const state = await awake(resumePairing);
  if (state) await paired(state.tab);
}

/** The person has just allowed it, and meant the page in front of them. */
async function paired(tab: number | null): Promise<void> {
  if (tab === null) await connect().catch(() => {});
  else await analyseUnlessPaused(tab);
}
