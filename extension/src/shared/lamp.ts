// The connection in a word or two, with a lamp beside it: at the head of the popup and of the options page.

import { t, tellProblem } from "./i18n";
import type { ConnectionState } from "./messages";
import type { ProblemCode } from "./problems";

const WAITING: readonly ProblemCode[] = ["loading", "not_paired", "forgotten"];

/** Shows the connection in an element; theme.css colours its lamp. */
export function showLamp(place: HTMLElement, connection: ConnectionState): void {
  // Red is for what is wrong, not for what is yet to be done.
  const waits = connection.phase === "problem" && WAITING.includes(connection.problem.code);
  place.className = waits ? "waiting" : connection.phase;
  const words = wordsFor(connection);
  // A screen reader would read it again.
  if (place.textContent !== words) place.textContent = words;
}

function wordsFor(connection: ConnectionState): string {
  if (connection.phase !== "problem") return t(`connection_${connection.phase}`);
  return t(`connection_${connection.problem.code}`) || tellProblem(connection.problem).title;
}
