// The options page. It shows the settings as they are stored, and stores each change at once: the background and every
// marked page follow what is stored.

import { fillIn, language, t } from "../shared/i18n";
import { showLamp } from "../shared/lamp";
import { wearLooks } from "../shared/looks";
import { type BackgroundRequest, CONNECTION_KEY, type ConnectionState } from "../shared/messages";
import { isPassing } from "../shared/problems";
import {
  DEFAULT_PORT,
  readSettings,
  resetPreferences,
  type Settings,
  validPreferences,
  writeSettings,
} from "../shared/settings";
import { inTurn } from "../shared/turns";
import { fromFile, toFile } from "./file";
import { flagRows, preview, sensitivityChoices } from "./marks";
import { showSites } from "./sites";

/** Milliseconds between two looks for a server that is not there yet. */
const LOOK_AGAIN = 2_000;
/** Milliseconds for which it is said what has been done. */
const SAID = 6_000;

const place = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const ask = (request: BackgroundRequest): void => void browser.runtime.sendMessage(request).catch(() => {});

const draw = inTurn(drawNow);

void start();

async function start(): Promise<void> {
  document.documentElement.lang = language();
  document.title = t("options_title");
  fillIn(document.body);
  listen();
  browser.storage.onChanged.addListener(() => void draw());
  browser.permissions.onAdded.addListener(() => void draw());
  browser.permissions.onRemoved.addListener(() => void draw());
  await draw();
  const look = (): void => ask({ type: "open", tab: null });
  look();
  setInterval(async () => {
    const connection = await readConnection();
    if (connection.phase === "problem" && isPassing(connection.problem.code)) look();
  }, LOOK_AGAIN);
}

function listen(): void {
  onChange("quoted", ({ checked }) => void writeSettings({ quotedHedges: checked }));
  onChange("paused", ({ checked }) => ask({ type: "pause", paused: checked, tab: null }));
  place("server").addEventListener("submit", (event) => {
    event.preventDefault();
    void savePort();
  });
  place("unpair").onclick = () => {
    ask({ type: "unpair" });
    say("done_unpaired");
  };
  place("local-page").onclick = () => ask({ type: "local-page" });
  place("export").onclick = async () => save(toFile(await readSettings()));
  place("import").onclick = () => place("file").click();
  onChange("file", (input) => void load(input));
  place("reset").onclick = async () => {
    await resetPreferences();
    say("done_reset");
  };
}

function onChange(id: string, act: (input: HTMLInputElement) => void): void {
  const input = place<HTMLInputElement>(id);
  input.addEventListener("change", () => act(input));
}

let drawn = "";

async function drawNow(): Promise<void> {
  const settings = await readSettings();
  showServer(settings, await readConnection());
  await showSites(place("sites"), place("no-sites"), settings.sites);
  // What is being chosen keeps its place: nothing is drawn anew unless a setting differs.
  const state = JSON.stringify(settings);
  if (state === drawn) return;
  drawn = state;
  wearLooks(document.documentElement, settings.looks);
  keepFocus(() => {
    place("flags").replaceChildren(...flagRows(settings));
    place("sensitivity").replaceChildren(...sensitivityChoices(settings));
  });
  place("preview").replaceChildren(...preview(settings));
  place<HTMLInputElement>("quoted").checked = settings.quotedHedges;
  place<HTMLInputElement>("paused").checked = settings.paused;
  place<HTMLInputElement>("port").value = String(settings.serverPort);
}

function keepFocus(act: () => void): void {
  const id = document.activeElement?.id;
  act();
  if (id) document.getElementById(id)?.focus();
}

async function readConnection(): Promise<ConnectionState> {
  const stored = await browser.storage.session.get(CONNECTION_KEY);
  return (stored[CONNECTION_KEY] as ConnectionState | undefined) ?? { phase: "checking" };
}

function showServer({ pairing }: Settings, connection: ConnectionState): void {
  showLamp(place("connection"), connection);
  place("pairing").textContent = t(pairing ? "options_paired" : "options_not_paired");
  place("unpair").hidden = !pairing;
}

async function savePort(): Promise<void> {
  const input = place<HTMLInputElement>("port");
  const text = input.value.trim() || String(DEFAULT_PORT);
  const { serverPort } = validPreferences({ serverPort: /^\d+$/.test(text) ? Number(text) : null });
  input.ariaInvalid = serverPort === undefined ? "true" : null;
  if (serverPort === undefined) {
    input.focus();
    say("options_address_wrong");
    return;
  }
  await writeSettings({ serverPort });
  say("done_saved");
}

function save(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "reportedly-settings.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAID);
  say("done_exported");
}

async function load(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  const preferences = fromFile(await file.text().catch(() => ""));
  input.value = ""; // so that the same file can be chosen again
  if (!preferences) {
    say("options_file_wrong");
    return;
  }
  await writeSettings(preferences);
  say("done_imported");
}

let silence: ReturnType<typeof setTimeout> | undefined;

/** Says what was done, at the foot of the window and to screen readers. */
function say(key: string): void {
  clearTimeout(silence);
  place("said").textContent = t(key);
  silence = setTimeout(() => {
    place("said").textContent = "";
  }, SAID);
}
