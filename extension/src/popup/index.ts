// The popup. Opening it is what asks for an analysis of the page in front; then it shows what the background keeps in
// storage, and passes on what is pressed. `popup.html?tab=<id>` shows another tab's page (0: none), for tests.

import { language, t } from "../shared/i18n";
import { showLamp } from "../shared/lamp";
import { wearLooks } from "../shared/looks";
import type { BackgroundRequest } from "../shared/messages";
import { isPassing } from "../shared/problems";
import { readSettings, writeSettings } from "../shared/settings";
import { openPanel } from "../shared/sidepanel";
import { addSite, removeSite } from "../shared/sites";
import { inTurn } from "../shared/turns";
import { readShown, type Shown } from "./state";
import { type Actions, view } from "./view";

/** Milliseconds between two looks for a server that is not there yet. */
const LOOK_AGAIN = 2_000;
const COPIED = 1_500;

const place = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

void start();

async function start(): Promise<void> {
  document.documentElement.lang = language();
  place("note").textContent = t("reasons_note");
  const tab = await tabInQuestion();
  // First of all: while this page draws itself, the other is read.
  ask({ type: "open", tab });
  windowId = (await browser.windows.getCurrent()).id;
  const actions = actionsFor(tab);
  const draw = inTurn(async () => show(await readShown(tab), tab, actions));
  browser.storage.onChanged.addListener(() => void draw());
  await draw();
  setInterval(async () => {
    const { connection, tab: state } = await readShown(tab);
    // Both are asked: another tab's popup may have found the server first, and this page is still to be analysed.
    const problems = [connection.phase === "problem" ? connection.problem : undefined, state?.problem];
    if (problems.some((problem) => problem && isPassing(problem.code))) ask({ type: "open", tab });
  }, LOOK_AGAIN);
}

/** The tab that the popup is about; null when it is about none. */
async function tabInQuestion(): Promise<number | null> {
  const named = new URLSearchParams(location.search).get("tab");
  if (named !== null) return Number.parseInt(named, 10) || null;
  const [front] = await browser.tabs.query({ active: true, currentWindow: true });
  return front?.id ?? null;
}

function ask(request: BackgroundRequest): void {
  // What comes of it is told in storage.
  browser.runtime.sendMessage(request).catch(() => {});
}

function actionsFor(tab: number | null): Actions {
  const onTab = (type: "analyse" | "clear") => (): void => {
    if (tab !== null) ask({ type, tab });
  };
  return {
    analyse: onTab("analyse"),
    clear: onTab("clear"),
    step: (direction) => tab !== null && ask({ type: "step", tab, direction }),
    switchFlag: async (flag, on) => {
      const { flags } = await readSettings();
      await writeSettings({ flags: { ...flags, [flag]: on } });
    },
    resume: () => ask({ type: "pause", paused: false, tab }),
    pair: () => ask({ type: "pair", tab }),
    openLocalPage: () => ask({ type: "local-page" }),
    allowHost: async () => {
      const allowed = await browser.permissions.request({ origins: ["http://127.0.0.1/*"] });
      if (allowed) ask({ type: "open", tab });
    },
    copy: async (text, from) => {
      await navigator.clipboard.writeText(text);
      from.textContent = t("done_copied");
      setTimeout(() => {
        from.textContent = t("do_copy");
      }, COPIED);
    },
  };
}

let drawn = "";

function show(shown: Shown, tab: number | null, actions: Actions): void {
  // Drawn anew only when something differs: a screen reader would read it all again, and the focus would move.
  const state = JSON.stringify(shown);
  if (state === drawn) return;
  drawn = state;
  const focused = document.activeElement?.id;
  place("view").replaceChildren(...view(shown, actions));
  if (focused) document.getElementById(focused)?.focus();

  showLamp(place("connection"), shown.connection);

  wearLooks(document.documentElement, shown.settings.looks);
  showSite(shown);
  tool("pause", "do_pause", !shown.settings.paused, () => ask({ type: "pause", paused: true, tab }));
  tool("panel", "do_open_panel", true, () => void showPanel());
  tool("local-page", "do_open_page", shown.connection.phase === "connected", actions.openLocalPage);
  tool("options", "do_options", true, () => void browser.runtime.openOptionsPage().then(() => close()));
}

let windowId: number | undefined;

/** Browsers open the panel only as the direct answer to a press: which window it is has to be known before. */
async function showPanel(): Promise<void> {
  if (windowId === undefined) return;
  await openPanel(windowId);
  close();
}

function tool(id: string, key: string, there: boolean, press: () => void): void {
  const button = place(id);
  button.hidden = !there;
  button.textContent = t(key);
  button.onclick = press;
}

function showSite({ site, settings }: Shown): void {
  const label = place("site");
  label.hidden = site === null || settings.paused;
  if (site === null) return;
  place("site-name").textContent = t("site_automatic", site.host);
  const box = place("site-automatic") as HTMLInputElement;
  box.checked = site.automatic;
  box.onchange = async () => {
    if (box.checked) box.checked = await addSite(site.host);
    else await removeSite(site.host);
  };
}
