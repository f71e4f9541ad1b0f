// Pairing: requests that wait, and the extensions that are paired.

import { call } from "./call.js";
import { button, make, named } from "./dom.js";

const SETTLE = 700; // ms in which buttons that have just moved cannot be pressed

const byId = (id) => document.getElementById(id);

/** Asks once and shows what there is. Throws a CallError. */
export async function refresh() {
  const [{ requests }, { tokens }] = await Promise.all([
    call("GET", "/v1/pairing"),
    call("GET", "/v1/tokens"),
  ]);
  list(byId("requests"), requests, requestItem);
  list(byId("tokens"), tokens, tokenItem);
  byId("pairing").hidden = requests.length === 0;
  byId("no-tokens").hidden = tokens.length > 0;
}

/** Changes only what changed, so that nobody loses the button under their finger. */
function list(place, entries, item) {
  const old = new Map([...place.children].map((element) => [element.dataset.key, element]));
  const items = entries.map((entry) => {
    const key = JSON.stringify([entry.id, entry.last_used ?? null]);
    const element = old.get(key) ?? item(entry);
    element.dataset.key = key;
    return element;
  });
  const same =
    items.length === place.children.length && items.every((element, n) => element === place.children[n]);
  if (same) return;
  place.replaceChildren(...items);
  // What was under the pointer may be something else now: a click that was meant for it must not allow anything.
  place.inert = true;
  setTimeout(() => (place.inert = false), SETTLE);
}

function requestItem({ id, code, origin }) {
  const answer = (word) => async () => {
    // A request that is over by now is gone at the next look, which is all there is to say.
    await call("POST", `/v1/pairing/${encodeURIComponent(id)}/${word}`, {}).catch(() => {});
    await refresh().catch(() => {});
  };
  const digits = `${code.slice(0, 3)} ${code.slice(3)}`;
  return make(
    "li",
    "request",
    make("span", "code", digits),
    make("span", "origin", browser(origin), make("code", "", origin)),
    make(
      "span",
      "row",
      named(button("Allow", "primary", answer("allow")), `Allow ${digits}`),
      named(button("Deny", "", answer("deny")), `Deny ${digits}`),
    ),
  );
}

function tokenItem({ id, origin, created, last_used }) {
  const revoke = async () => {
    await call("DELETE", `/v1/tokens/${encodeURIComponent(id)}`).catch(() => {});
    await refresh().catch(() => {});
  };
  const used = last_used === null ? "not used yet" : `last used ${when(last_used)}`;
  return make(
    "li",
    "request",
    make("span", "origin", `${browser(origin)}, paired ${when(created)}, ${used}`, make("code", "", origin)),
    named(button("End the pairing", "", revoke), `End the pairing with ${browser(origin)}`),
  );
}

const browser = (origin) => (origin.startsWith("moz-extension:") ? "Firefox" : "Chrome, Edge or Chromium");

const when = (seconds) =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
