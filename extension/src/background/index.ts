// The background: the only part that talks to the server. It holds nothing in memory that it could not lose: the
// browser ends it whenever it is idle. Settings and keys are in storage.local, what is going on in storage.session.
//
// It wakes for the requests of the popup and the options page, for shortcuts and menu, for settings that change, for
// pages of sites that were chosen for automatic marking, and to take up a pairing that it was ended in. It watches no
// page and no tab by itself.

import { t } from "../shared/i18n";
import type { BackgroundRequest, PageRequest } from "../shared/messages";
import { isNothingToRead } from "../shared/problems";
import { readSettings, writeSettings } from "../shared/settings";
import { togglePanel, watchPanels } from "../shared/sidepanel";
import { clear, followSettings, forgetMarks } from "./changes";
import { connect } from "./connection";
import { handleFeedback } from "./feedback";
import { openLocalPage } from "./localpage";
import { endOnServer, forgetPairingState, pair, resumePairing, unpair } from "./pairing";
import { analyse, analyseMore, recount, runningIn } from "./run";
import { announceSites, chosenTab } from "./sites";
import * as tabs from "./tabs";
import { awake } from "./wait";

const SELECTION = "analyse-selection";

browser.runtime.onMessage.addListener((message: BackgroundRequest | PageRequest, sender) => {
  // Only the extension's own pages may ask for everything. A content script lives in a page: it may say that the page is
  // there, and bring the feedback that somebody has given with a press of a button.
  if (sender.url?.startsWith(browser.runtime.getURL(""))) {
    return handle(message as BackgroundRequest).then(() => null);
  }
  if (message.type === "wrong" || message.type === "take-back") return handleFeedback(message);
  void hear(message as PageRequest, sender);
  return undefined;
});

watchPanels();

browser.commands.onCommand.addListener((command, tab) => {
  // First of all and at once: browsers open it only as the direct answer to a key.
  if (command === "toggle-panel" && tab) void togglePanel(tab.windowId);
  if (tab?.id === undefined) return;
  if (command === "analyse") void analyseUnlessPaused(tab.id);
  if (command === "next-mark") void step(tab.id, 1);
  if (command === "previous-mark") void step(tab.id, -1);
});

browser.runtime.onInstalled.addListener(() => {
  browser.contextMenus.create(
    { id: SELECTION, title: t("menu_selection"), contexts: ["selection"] },
    () => void browser.runtime.lastError, // there already: an update keeps it
  );
  void announceSites(); // an update does not keep these
});

browser.contextMenus.onClicked.addListener(({ menuItemId }, tab) => {
  if (menuItemId === SELECTION && tab?.id !== undefined) void analyseUnlessPaused(tab.id, true);
});

browser.storage.onChanged.addListener((changes, area) => {
  if (area !== "local" && area !== "managed") return;
  const changed = Object.keys(changes);
  void followSettings(changed);
  if (changed.includes("sites")) void announceSites();
  if (changed.includes("serverPort")) void connect().catch(() => {});
});

browser.permissions.onAdded.addListener(() => void announceSites());
browser.permissions.onRemoved.addListener(() => void announceSites());

// The keys of the pairing are nothing for a page's process, should one be taken over. Firefox has no such switch yet.
void browser.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });

void takeUpPairing();

/** What a page's content script has to say. */
async function hear(message: PageRequest, sender: chrome.runtime.MessageSender): Promise<void> {
  const tab = sender.tab?.id;
  if (tab === undefined || sender.frameId !== 0) return;
  if (message.type === "grown") return analyseMore(tab, message.run, message.parts);
  if (message.type === "counted") return recount(tab, message.run, message.counts);
  if (message.type === "arrived" && (await chosenTab(sender)) !== null) return analyseUnlessPaused(tab);
  if (message.type !== "left") return;
  const before = await tabs.readState(tab);
  // Somebody has asked for the article of this page already, before it was there.
  const asked = before?.phase === "problem" && isNothingToRead(before.problem);
  if (before && !asked) await forgetMarks(tab);
  if (message.article && (asked || (await chosenTab(sender)) !== null)) await analyseUnlessPaused(tab);
}

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
    case "jump": {
      const { block, start, end } = request;
      await tabs.ask(request.tab, { type: "jump", block, start, end }).catch(() => {});
      return;
    }
    case "pause":
      await writeSettings({ paused: request.paused });
      return request.paused || request.tab === null ? undefined : open(request.tab);
    case "pair":
      return askToPair(request.tab);
    case "unpair":
      return endPairing();
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
  const before = runningIn(tab);
  const { paused } = await readSettings();
  // It takes longest: it comes while everything else is looked up, and whether it can is told where it is needed.
  if (!paused) tabs.inject(tab).catch(() => {});
  const [state, marked] = await Promise.all([tabs.readState(tab), tabs.markedRun(tab)]);
  // By now another popup of the same tab may have begun.
  const now = runningIn(tab);
  // What still works for a page that the tab has left holds up nobody.
  const isForAnother = before?.hasRead === true && marked !== before.id;
  if (now && !(isForAnother && now.id === before.id)) return;
  if (state?.phase === "done" && marked === state.run) {
    await connect().catch(() => {});
    return;
  }
  await (paused ? showPaused(tab) : analyse(tab));
}

async function analyseUnlessPaused(tab: number, selected = false): Promise<void> {
  await ((await readSettings()).paused ? showPaused(tab) : analyse(tab, selected));
}

async function showPaused(tab: number): Promise<void> {
  await tabs.writeState(tab, tabs.freshState("", "paused"));
  await connect().catch(() => {});
}

async function step(tab: number, direction: 1 | -1): Promise<void> {
  // Where nothing is marked there is nowhere to go.
  await tabs.ask(tab, { type: "step", direction }).catch(() => {});
}

/** Ends the pairing on both sides; on the server's as far as it is there. */
async function endPairing(): Promise<void> {
  await endOnServer().catch(() => {});
  await forgetPairingState();
  await unpair();
  await connect().catch(() => {});
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
