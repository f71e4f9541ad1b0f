// Settings that change while pages are marked: each marked page follows at once.

import type { TabState } from "../shared/messages";
import { readSettings, type Settings } from "../shared/settings";
import { analyse, stop } from "./run";
import * as tabs from "./tabs";

/** What of the settings concerns marked pages, and how far it goes. */
const JUDGED: readonly (keyof Settings)[] = ["sensitivity"];
const SHOWN: readonly (keyof Settings)[] = ["flags", "looks", "quotedHedges"];

/** Makes every marked page follow the settings; `changed`: the names of those that changed. */
export async function followSettings(changed: readonly string[]): Promise<void> {
  const concerns = (names: readonly string[]): boolean => names.some((name) => changed.includes(name));
  const settings = await readSettings();
  for (const [tab, state] of await tabs.markedTabs()) {
    if (concerns(["paused"]) && settings.paused) await clear(tab);
    else if (concerns(JUDGED) && !settings.paused) void again(tab, state);
    else if (concerns(SHOWN)) await tabs.show(tab, state, settings);
  }
}

/** Ends what runs in a tab and takes its marks away. */
export async function clear(tab: number): Promise<void> {
  stop(tab);
  await tabs.clean(tab);
  await forgetMarks(tab);
}

/** For a tab whose page has no marks any more. */
export async function forgetMarks(tab: number): Promise<void> {
  stop(tab);
  const { paused } = await readSettings();
  await tabs.writeState(tab, tabs.freshState("", paused ? "paused" : "cleared"));
}

async function again(tab: number, state: TabState): Promise<void> {
  // A page that has gone meanwhile, or another one in its place, is nobody's wish.
  if (state.phase === "working" || (await tabs.markedRun(tab)) === state.run) await analyse(tab);
}
