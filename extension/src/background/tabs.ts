// A tab: its content script, its stylesheets, its state.

import {
  type ContentAnswers,
  type ContentRequest,
  type Counts,
  type Extracted,
  type TabState,
  tabKey,
} from "../shared/messages";
import { ProblemError } from "../shared/problems";
import { showBadge } from "./badge";
import { noCounts } from "./findings";

type Answer<R extends ContentRequest> = ContentAnswers[R["type"]];

const STYLES = ["marks.css"];
const DARK_STYLES = ["marks-dark.css"];

/** Asks the content script; throws ProblemError `page_changed` when there is none (any more). */
export async function ask<R extends ContentRequest>(tab: number, request: R): Promise<Answer<R>> {
  try {
    const answer: Answer<R> | undefined = await browser.tabs.sendMessage(tab, request, { frameId: 0 });
    if (answer !== undefined) return answer;
  } catch {
    // No content script, no tab, or the page was left while it worked.
  }
  throw new ProblemError("page_changed");
}

/** The name of the analysis whose marks stand in the tab's page; null when there are none. */
export async function markedRun(tab: number): Promise<string | null> {
  return ask(tab, { type: "state" }).then(
    ({ run }) => run,
    () => null,
  );
}

/** Puts content script and stylesheet into the page; throws ProblemError `page_forbidden` where browsers forbid it. */
export async function inject(tab: number): Promise<void> {
  const target = { tabId: tab };
  try {
    await browser.scripting.executeScript({ target, files: ["content.js"] });
    // A sheet that is inserted twice has to be removed twice.
    await browser.scripting.removeCSS({ target, files: STYLES }).catch(() => {});
    await browser.scripting.insertCSS({ target, files: STYLES });
  } catch {
    throw new ProblemError("page_forbidden");
  }
}

/** The colours for dark text on a light ground stand in the stylesheet; this adds those for the reverse, or takes them away. */
export async function suitGround(tab: number, page: Extracted): Promise<void> {
  const styles = { target: { tabId: tab }, files: DARK_STYLES };
  await browser.scripting.removeCSS(styles).catch(() => {});
  if (page.dark) await browser.scripting.insertCSS(styles);
}

/** Takes marks and stylesheets out of the page. */
export async function clean(tab: number): Promise<void> {
  await Promise.allSettled([
    ask(tab, { type: "clear" }),
    browser.scripting.removeCSS({ target: { tabId: tab }, files: [...STYLES, ...DARK_STYLES] }),
  ]);
}

export function freshState(run: string, phase: TabState["phase"], counts: Counts = noCounts()): TabState {
  return { run, phase, done: 0, blocks: 0, counts };
}

export async function readState(tab: number): Promise<TabState | undefined> {
  const stored = await browser.storage.session.get(tabKey(tab));
  return stored[tabKey(tab)] as TabState | undefined;
}

/** Keeps a tab's state and shows it on the toolbar button. */
export async function writeState(tab: number, state: TabState): Promise<void> {
  await browser.storage.session.set({ [tabKey(tab)]: state });
  await showBadge(tab, state);
}

/** Drops the states of tabs that are gone. Done now and then, so that no tab's closing has to wake the background. */
export async function forgetClosedTabs(): Promise<void> {
  const open = new Set((await browser.tabs.query({})).map((tab) => tabKey(tab.id ?? -1)));
  const keys = Object.keys(await browser.storage.session.get(null));
  await browser.storage.session.remove(keys.filter((key) => key.startsWith("tab:") && !open.has(key)));
}
