// Automatic marking: on the sites that the person has chosen, and that the browser lets us into, a content script of one
// line tells that a page has arrived. Nothing of ours runs anywhere else.

import { readSettings } from "../shared/settings";
import { hostOf, isAllowed, patternOf } from "../shared/sites";

const ID = "arrive";

/** Makes the browser announce the pages of the chosen sites, as far as it lets us in, and of no others. */
export async function announceSites(): Promise<void> {
  const { sites } = await readSettings();
  const allowed = await Promise.all(sites.map(isAllowed));
  const matches = sites.filter((_, index) => allowed[index]).map(patternOf);
  const before = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (before.length > 0) await browser.scripting.unregisterContentScripts({ ids: [ID] });
  if (matches.length === 0) return;
  await browser.scripting.registerContentScripts([
    { id: ID, matches, js: ["arrive.js"], runAt: "document_idle" },
  ]);
}

/** The tab from whose page a message comes, if that is of a site which was chosen for automatic marking; else null. */
export async function chosenTab(sender: chrome.runtime.MessageSender): Promise<number | null> {
  if (sender.frameId !== 0) return null;
  const host = hostOf(sender.url);
  const { sites } = await readSettings();
  return host !== null && sites.includes(host) ? (sender.tab?.id ?? null) : null;
}
