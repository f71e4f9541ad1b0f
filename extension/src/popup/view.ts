// Draws the popup's middle for a state: one thing to read, and what can be done about it.

import type { Flag } from "../shared/api";
import { button, make } from "../shared/dom";
import { FLAGS, MULTIPLE, SHORT } from "../shared/flags";
import { t, tCount, tellProblem } from "../shared/i18n";
import type { Counts, PairingState, TabState } from "../shared/messages";
import { isConnectionProblem, isPassing, type Problem, type ProblemCode } from "../shared/problems";
import { shownCount } from "../shared/shown";
import type { Shown } from "./state";

/** What the buttons do. */
export interface Actions {
  analyse(): void;
  clear(): void;
  step(direction: 1 | -1): void;
  switchFlag(flag: Flag, on: boolean): void;
  resume(): void;
  pair(): void;
  openLocalPage(): void;
  allowHost(): void;
  copy(text: string, from: HTMLButtonElement): void;
}

const START = "reportedly serve";

/** The elements that tell the state, in reading order. */
export function view(shown: Shown, actions: Actions): Node[] {
  const { pairing, connection, tab, settings } = shown;
  if (pairing?.phase === "waiting") return pairingCode(pairing, actions);
  const connectionProblem = connection.phase === "problem" ? connection.problem : null;
  if (connectionProblem) {
    // How pairing ended says more than why it was needed.
    const needed = PAIRING_HELPS.includes(connectionProblem.code);
    const ended = needed && pairing?.phase === "problem" ? pairing.problem : null;
    return problem(ended ?? connectionProblem, actions);
  }
  if (settings.paused) return [heading("phase_paused"), text("phase_paused_help"), row(resume(actions))];
  if (tab === null) return [heading(connection.phase === "connected" ? "phase_connected" : "phase_working")];
  return ofTab(tab, settings.flags, actions);
}

type On = Shown["settings"]["flags"];

function ofTab(tab: TabState, on: On, actions: Actions): Node[] {
  switch (tab.phase) {
    case "working":
      return [
        heading("phase_working"),
        progress(tab),
        ...(tab.done > 0 ? [flags(tab.counts, on, actions)] : []),
      ];
    case "done":
      return result(tab.counts, on, actions);
    case "problem":
      return [
        ...problem(tab.problem ?? { code: "server_error" }, actions),
        ...(tab.counts.flagged > 0 ? [flags(tab.counts, on, actions), row(clear(actions))] : []),
      ];
    case "cleared":
    case "paused": // resumed a moment ago
      return [heading("phase_cleared"), row(again(actions, "first"))];
  }
}

function result(counts: Counts, on: On, actions: Actions): Node[] {
  const marked = shownCount(counts, on);
  const step = (id: string, key: string, direction: 1 | -1): HTMLButtonElement => {
    const made = button(id, t(key), () => actions.step(direction));
    made.disabled = marked === 0;
    return made;
  };
  if (counts.flagged === 0) {
    return [heading("result_nothing"), text("result_nothing_help"), row(again(actions))];
  }
  const title = make("h2", "", tCount("result_title", counts.sentences, marked));
  return [
    title,
    flags(counts, on, actions),
    ...attributed(counts),
    row(step("previous", "do_previous", -1), step("next", "do_next", 1)),
    row(clear(actions), again(actions)),
  ];
}

/** The flags with their counts, each to be switched on and off. */
function flags(counts: Counts, on: On, actions: Actions): HTMLElement {
  const list = make("ul", "flags");
  for (const flag of FLAGS) {
    const count = counts.byFlag[flag];
    const box = make("input", "");
    box.type = "checkbox";
    box.id = `flag-${flag}`;
    box.checked = on[flag];
    box.addEventListener("change", () => actions.switchFlag(flag, box.checked));
    const sample = make("span", `sample ${SHORT[flag]}`, t("mark_sample"));
    sample.ariaHidden = "true";
    const label = make("label", "", box, sample, make("span", "name", t(`flag_${flag}`)));
    label.append(make("span", "count", String(count)));
    const item = make("li", count === 0 || !on[flag] ? "none" : "", label);
    item.title = t(`meaning_${flag}`);
    list.append(item);
  }
  const shown = FLAGS.filter((flag) => on[flag]);
  const both = shown.reduce((sum, flag) => sum + counts.byFlag[flag], 0) > shownCount(counts, on);
  if (both) {
    const sample = make("span", `sample ${MULTIPLE}`, t("mark_sample"));
    sample.ariaHidden = "true";
    list.append(make("li", "none multiple-key", sample, make("span", "name", t("result_multiple"))));
  }
  return list;
}

function attributed({ attributed }: Counts): HTMLElement[] {
  if (!attributed) return [];
  const { named, anonymous, vague, none } = attributed;
  return [make("p", "soft", t("result_attributed", named, anonymous + vague, none))];
}

function progress(tab: TabState): HTMLElement {
  const bar = make("progress", "");
  bar.ariaLabel = t("phase_working");
  if (tab.blocks > 0 && tab.done > 0) {
    bar.max = tab.blocks;
    bar.value = tab.done;
  }
  return bar;
}

function pairingCode(pairing: PairingState & { phase: "waiting" }, actions: Actions): Node[] {
  const code = make("p", "code", `${pairing.code.slice(0, 3)} ${pairing.code.slice(3)}`);
  code.ariaLabel = t("pairing_code", [...pairing.code].join(" "));
  return [
    heading("pairing_title"),
    text("pairing_compare"),
    code,
    row(button("open-page", t("do_open_page"), actions.openLocalPage, "first")),
    make("p", "soft", t("pairing_terminal")),
  ];
}

function problem(what: Problem, actions: Actions): Node[] {
  const { title, help } = tellProblem(what);
  const parts: Node[] = [make("h2", "", title)];
  if (help) parts.push(make("p", "", help));
  if (what.code === "server_down") parts.push(command(actions));
  if (isPassing(what.code)) parts.push(make("p", "soft", t("waiting_for_server")));
  const remedy = remedyFor(what.code, actions);
  if (remedy) parts.push(row(remedy));
  return parts;
}

const PAIRING_HELPS: readonly ProblemCode[] = [
  "not_paired",
  "pairing_busy",
  "pairing_denied",
  "pairing_expired",
  "impostor",
  "forgotten",
];

function remedyFor(code: ProblemCode, actions: Actions): HTMLButtonElement | null {
  if (code === "no_permission") return button("allow", t("do_allow"), actions.allowHost, "first");
  if (PAIRING_HELPS.includes(code)) {
    // Where something may be wrong with the server, pairing again is possible, but not what to press first.
    const doubtful = code === "impostor";
    return button("pair", t(doubtful ? "do_pair_again" : "do_pair"), actions.pair, doubtful ? "" : "first");
  }
  if (isPassing(code) || isConnectionProblem(code)) return null;
  return again(actions);
}

function command(actions: Actions): HTMLElement {
  const copy: HTMLButtonElement = button("copy", t("do_copy"), () => actions.copy(START, copy));
  return make("div", "command", make("code", "", START), copy);
}

const heading = (key: string): HTMLElement => make("h2", "", t(key));
const text = (key: string): HTMLElement => make("p", "", t(key));
const row = (...buttons: HTMLElement[]): HTMLElement => make("div", "buttons", ...buttons);
const again = (actions: Actions, className = ""): HTMLButtonElement =>
  button("again", t("do_again"), actions.analyse, className);
const clear = (actions: Actions): HTMLButtonElement => button("clear", t("do_clear"), actions.clear);
const resume = (actions: Actions): HTMLButtonElement =>
  button("resume", t("do_resume"), actions.resume, "first");
