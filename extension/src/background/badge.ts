// The toolbar button: how many sentences are marked, or that something is in the way.

import { t, tCount, tellProblem } from "../shared/i18n";
import type { TabState } from "../shared/messages";
import { readSettings } from "../shared/settings";
import { shownCount } from "../shared/shown";

const CALM = "#22324a";
const ALARM = "#9f1f17";

/** Shows a tab's state on its toolbar button. The browser takes it away when the tab goes to another page. */
export async function showBadge(tab: number, state: TabState): Promise<void> {
  const { flags } = await readSettings();
  const { text, title, colour } = badgeOf(state, shownCount(state.counts, flags));
  // The tab may be gone: then there is nothing to show it on.
  await Promise.allSettled([
    browser.action.setBadgeText({ tabId: tab, text }),
    browser.action.setBadgeBackgroundColor({ tabId: tab, color: colour }),
    browser.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" }),
    browser.action.setTitle({ tabId: tab, title }),
  ]);
}

function badgeOf(state: TabState, marked: number): { text: string; title: string; colour: string } {
  const count = { text: String(marked), colour: CALM };
  switch (state.phase) {
    case "working":
      return { ...count, text: state.done > 0 ? count.text : "…", title: t("phase_working") };
    case "done":
      return { ...count, title: tCount("badge_marked", marked) };
    case "paused":
      return { text: "", title: t("phase_paused"), colour: CALM };
    case "cleared":
      return { text: "", title: t("action_title"), colour: CALM };
    case "problem":
      return {
        text: "!",
        title: state.problem ? tellProblem(state.problem).title : t("action_title"),
        colour: ALARM,
      };
  }
}
