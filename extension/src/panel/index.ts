// The side panel: what was found in the page in front, as text. It shows what the background keeps in storage, and
// follows the tabs of its window. `panel.html?tab=<id>` stays with one tab.

import type { Flag } from "../shared/api";
import { FLAGS } from "../shared/flags";
import { fillIn, language, t, tCount, tellProblem } from "../shared/i18n";
import { wearLooks } from "../shared/looks";
import type { BackgroundRequest, ContentAnswers, ContentRequest, TabState } from "../shared/messages";
import { tabKey } from "../shared/messages";
import type { Report } from "../shared/report";
import { readSettings } from "../shared/settings";
import { tellOpen } from "../shared/sidepanel";
import { inTurn } from "../shared/turns";
import { FORMATS } from "./formats";
import { filters, findingRows, found, type Jump, ledger } from "./list";
import { share } from "./share";
import { why } from "./why";

const place = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

let tab: number | null = null;
let report: Report | null = null;
const on = new Set<Flag>(FLAGS);

const draw = inTurn(drawNow);

void start();

async function start(): Promise<void> {
  document.documentElement.lang = language();
  document.title = t("panel_title");
  fillIn(document.body);
  place("note").textContent = t("reasons_note");
  place<HTMLSelectElement>("format").append(...FORMATS.map(({ name }, n) => new Option(name, String(n))));
  place("why").onclick = () => void answerWhy();
  place("copy").onclick = () => void copy();
  place("save").onclick = save;
  browser.storage.onChanged.addListener(() => void draw());
  browser.tabs.onUpdated.addListener((changed) => void (changed === tab && draw()));
  const named = Number.parseInt(new URLSearchParams(location.search).get("tab") ?? "", 10);
  if (named > 0) {
    tab = named;
  } else {
    browser.tabs.onActivated.addListener(() => void follow());
    void tellOpen();
  }
  await (named > 0 ? draw() : follow());
}

async function follow(): Promise<void> {
  const [front] = await browser.tabs.query({ active: true, currentWindow: true });
  tab = front?.id ?? null;
  await draw();
}

let drawn = "";

async function drawNow(): Promise<void> {
  const about = tab ?? -1;
  const [state, answer, { looks }] = await Promise.all([
    readState(about),
    ask(about, { type: "report" }),
    readSettings(),
  ]);
  const known = answer ?? null;
  if (about !== (tab ?? -1)) return; // another tab has come to the front meanwhile
  // Drawn anew only when something differs: a screen reader would read it all again, and the focus would move.
  const now = JSON.stringify([about, state, known, looks]);
  if (now === drawn) return;
  drawn = now;
  report = known;
  wearLooks(document.documentElement, looks);
  place("status").textContent = saying(state);
  place("view").hidden = !report;
  place("why-answer").replaceChildren();
  place("exported").textContent = "";
  if (!report) return;
  place("share").replaceChildren(...share(state?.counts.attributed ?? null));
  place("filters").replaceChildren(
    place("filters").firstElementChild as Node,
    ...filters(report, on, change),
  );
  place("ledger").replaceChildren(...ledger(report, jump));
  if (report.sources.length === 0) place("ledger").append(t("panel_ledger_empty"));
  list();
}

/** What the content script answers; undefined where there is none. */
async function ask<R extends ContentRequest>(
  about: number,
  request: R,
): Promise<ContentAnswers[R["type"]] | undefined> {
  return browser.tabs.sendMessage(about, request, { frameId: 0 }).catch(() => undefined);
}

async function readState(about: number): Promise<TabState | undefined> {
  return (await browser.storage.session.get(tabKey(about)))[tabKey(about)] as TabState | undefined;
}

function saying(state: TabState | undefined): string {
  if (state?.phase === "problem" && state.problem) {
    const { title, help } = tellProblem(state.problem);
    return `${title}. ${help}`;
  }
  if (state?.phase === "working" && !report) return t("phase_working");
  if (!report) return t("panel_empty");
  return tCount("result_title", report.sentences.length, found(report, FLAGS).length);
}

function list(): void {
  if (!report) return;
  const focused = document.activeElement?.id;
  const flags = FLAGS.filter((flag) => on.has(flag));
  place("findings").replaceChildren(...findingRows(report, flags, jump));
  place("listed").textContent = tCount("panel_listed", found(report, flags).length);
  if (focused) document.getElementById(focused)?.focus();
}

function change(flag: Flag, checked: boolean): void {
  if (checked) on.add(flag);
  else on.delete(flag);
  list();
}

const jump: Jump = ({ block, start, end }) => {
  if (tab === null) return;
  const request: BackgroundRequest = { type: "jump", tab, block, start, end };
  browser.runtime.sendMessage(request).catch(() => {});
};

async function answerWhy(): Promise<void> {
  if (tab === null || !report) return;
  const selected = await ask(tab, { type: "selected" });
  place("why-answer").replaceChildren(...why(report, selected ?? null));
}

const chosen = () => FORMATS[Number(place<HTMLSelectElement>("format").value)] ?? FORMATS[0];

async function copy(): Promise<void> {
  if (!report) return;
  await navigator.clipboard.writeText(chosen()?.text(report) ?? "");
  place("exported").textContent = t("done_copied");
}

function save(): void {
  const format = chosen();
  if (!report || !format) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([format.text(report)], { type: format.type }));
  link.download = `reportedly.${format.extension}`;
  link.click();
  URL.revokeObjectURL(link.href);
  place("exported").textContent = t("panel_saved", link.download);
}
