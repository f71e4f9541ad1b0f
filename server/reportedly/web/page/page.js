// The local page: state, sample, and, with its key, a text of one's own and pairing.

import { CallError, call, dropToken, hasToken, useKey } from "./call.js";
import { make } from "./dom.js";
import { show } from "./marks.js";
import { refresh } from "./pairing.js";

const LOOK_EVERY = 2000; // ms between two looks at the state and at what waits for an answer
const LOADING_EVERY = 500;

const byId = (id) => document.getElementById(id);
const STATES = { ready: "ready", loading: "loading the model …", broken: "cannot judge anything" };

let legend = {};
let sampleShown = "no"; // "text" without marks, then "marks"

async function main() {
  try {
    await useKey();
  } catch (error) {
    byId("locked-why").textContent = error.message;
  }
  unlock();
  byId("form").addEventListener("submit", judge);
  await look();
}

/** Shows what the page can do with, or without, its key. */
function unlock() {
  const open = hasToken();
  byId("locked").hidden = open;
  for (const id of ["own", "paired"]) byId(id).hidden = !open;
  if (!open) byId("pairing").hidden = true;
}

async function look() {
  let wait = LOOK_EVERY;
  try {
    const status = await call("GET", "/v1/status");
    showState(status.state, STATES[status.state], status);
    if (status.state === "loading") wait = LOADING_EVERY;
    if (sampleShown === "no" || (sampleShown === "text" && status.state === "ready")) await sample();
    if (sampleShown === "text" && status.state === "ready") wait = LOADING_EVERY;
    if (hasToken() && !document.hidden) await refresh();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.status === 401) {
      // The server was started again since, and knows nothing of this page any more.
      dropToken();
      unlock();
    } else {
      showState("broken", "no answer", { problem: error.message });
    }
  }
  setTimeout(look, wait);
}

function showState(state, words, status) {
  const server = byId("server");
  server.firstChild.dataset.state = state;
  const text = status.version ? `${words} (version ${status.version})` : words;
  // Written only when it changes: it is read aloud each time.
  if (server.lastChild.textContent !== text) server.lastChild.textContent = text;
  if (status.model) byId("model").textContent = `${status.model.name} ${status.model.version}`;
  byId("problem").textContent = status.problem ?? "";
  byId("problem").hidden = !status.problem;
}

async function sample() {
  const found = await call("GET", "/v1/sample");
  legend = found.flags;
  byId("sample-title").textContent = found.title;
  byId("note").textContent = found.note;
  byId("legend").replaceChildren(
    ...Object.entries(legend).map(([flag, { title, meaning }]) =>
      make("div", "", make("dt", "", make("span", `line ${flag} level-0`, title)), make("dd", "", meaning)),
    ),
  );
  if (found.sentences !== null) {
    show(byId("sample-result"), found, legend);
    sampleShown = "marks";
  } else if (sampleShown === "no") {
    sampleShown = "text";
    byId("sample-result").replaceChildren(
      make("div", "text", ...found.blocks.map((block) => make("p", "", block.text))),
    );
  }
}

async function judge(event) {
  event.preventDefault();
  const blocks = byId("text")
    .value.split(/\n\s*\n/)
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter((text) => text !== "")
    .map((text, n) => ({ id: String(n), text }));
  const submit = byId("form").querySelector("button");
  submit.disabled = true;
  byId("own-problem").hidden = true;
  byId("own-state").textContent = "Judging …";
  try {
    const found = await call("POST", "/v1/analyze", { blocks, sensitivity: byId("sensitivity").value });
    show(byId("own-result"), { ...found, blocks }, legend);
    byId("own-state").textContent = "Done.";
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    byId("own-state").textContent = "";
    byId("own-problem").textContent = error.message;
    byId("own-problem").hidden = false;
    byId("own-result").replaceChildren();
  }
  submit.disabled = false;
}

main();
