// A tab: its content script, its stylesheets, its state.

import { noCounts } from "../shared/counts";
import { lookRules } from "../shared/looks";
import {
  type ContentAnswers,
  type ContentRequest,
  type Counts,
  type Extracted,
  type TabState,
  tabKey,
} from "../shared/messages";
import { ProblemError } from "../shared/problems";
import type { Settings } from "../shared/settings";
import { showBadge } from "./badge";

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

/** Content scripts that are on their way, by tabs. */
const underWay = new Map<number, Promise<void>>();

/** Puts the content script into the page; throws ProblemError `page_forbidden` where browsers forbid it. */
export function inject(tab: number): Promise<void> {
  const before = underWay.get(tab);
  if (before) return before;
  const injected = browser.scripting
    .executeScript({ target: { tabId: tab }, files: ["content.js"] })
    .then(
      () => {},
      () => {
        throw new ProblemError("page_forbidden");
      },
    )
    .finally(() => underWay.delete(tab));
  underWay.set(tab, injected);
  return injected;
}

/** Puts the stylesheet into the page. */
export async function dress(tab: number): Promise<void> {
  const styles = { target: { tabId: tab }, files: STYLES };
  // A sheet that is inserted twice has to be removed twice.
  await browser.scripting.removeCSS(styles).catch(() => {});
  await browser.scripting.insertCSS(styles).catch(() => {
    throw new ProblemError("page_changed"); // the script is in already: so it may be entered
  });
}

/** The colours for dark text on a light ground stand in the stylesheet; this adds those for the reverse, or takes them away. */
export async function suitGround(tab: number, page: Extracted): Promise<void> {
  const styles = { target: { tabId: tab }, files: DARK_STYLES };
  await browser.scripting.removeCSS(styles).catch(() => {});
  if (page.dark) await browser.scripting.insertCSS(styles);
}

/** What a page wears over the usual looks, under `look:<tab>` in storage.session: to take it off, it has to be known. */
interface Worn {
  dark: boolean;
  css: string;
}

const wornKey = (tab: number): string => `look:${tab}`;

/** Gives a page the looks that the person has chosen, in place of those it wore. */
export async function wear(tab: number, looks: Settings["looks"], dark?: boolean): Promise<void> {
  const stored = await browser.storage.session.get(wornKey(tab));
  const worn = stored[wornKey(tab)] as Worn | undefined;
  const target = { tabId: tab };
  if (worn?.css) await browser.scripting.removeCSS({ target, css: worn.css }).catch(() => {});
  const ground = dark ?? worn?.dark ?? false;
  const css = lookRules(looks, ground);
  await browser.storage.session.set({ [wornKey(tab)]: { dark: ground, css } satisfies Worn });
  if (css) await browser.scripting.insertCSS({ target, css });
}

/** Shows what was found in a tab under other settings, without asking the server again. */
export async function show(tab: number, state: TabState, settings: Settings): Promise<void> {
  // A page that has gone meanwhile has nothing to show.
  const { flags, quotedHedges, looks } = settings;
  const view = { flags, quotedHedges, looks };
  await Promise.allSettled([ask(tab, { type: "show", view }), wear(tab, looks)]);
  await showBadge(tab, state);
}

/** The tabs in which an analysis runs or has left marks. */
export async function markedTabs(): Promise<[tab: number, state: TabState][]> {
  const stored = await browser.storage.session.get(null);
  return Object.entries(stored)
    .filter(([key]) => key.startsWith(tabKey("")))
    .map(([key, state]): [number, TabState] => [Number(key.slice(tabKey("").length)), state as TabState])
    .filter(([, { phase }]) => phase === "working" || phase === "done" || phase === "problem");
}

/** Takes marks and stylesheets out of the page. */
export async function clean(tab: number): Promise<void> {
  const { [wornKey(tab)]: worn } = (await browser.storage.session.get(wornKey(tab))) as Record<string, Worn>;
  if (worn?.css) {
    await browser.scripting.removeCSS({ target: { tabId: tab }, css: worn.css }).catch(() => {});
  }
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
  const open = (await browser.tabs.query({})).map(({ id }) => id ?? -1);
  const kept = new Set(open.flatMap((tab) => [tabKey(tab), wornKey(tab)]));
  const keys = Object.keys(await browser.storage.session.get(null));
  await browser.storage.session.remove(keys.filter((key) => /^(tab|look):/.test(key) && !kept.has(key)));
}
