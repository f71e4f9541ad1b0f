// The one protocol: every message between the popup, the background and the content script, and every state that they
// share. Requests go popup -> background -> content script; answers are the promises' values. What changes over time
// (the state of a tab, of the connection, of pairing) the background writes to storage.session, and whoever shows it
// listens there, so that it outlives a background that the browser ends.

import type { Attributed, Block, Flag } from "./api";
import type { Problem } from "./problems";

/** What the popup (later: panel and options) asks of the background. */
export type BackgroundRequest =
  | { type: "open"; tab: number | null } // the popup was opened, or looks again: connect, and analyse unless paused or marked
  | { type: "analyse"; tab: number } // anew, whatever is marked
  | { type: "clear"; tab: number }
  | { type: "step"; tab: number; direction: 1 | -1 }
  | { type: "pause"; paused: boolean; tab: number | null }
  | { type: "pair"; tab: number | null }
  | { type: "local-page" };

/** What the background asks of the content script in a tab. `run` names one analysis of one page. */
export type ContentRequest =
  | { type: "state" }
  | { type: "extract"; run: string }
  | { type: "paint"; run: string; findings: Finding[]; sentences: number }
  | { type: "clear" }
  | { type: "step"; direction: 1 | -1 };

/** What the content script answers to each request. */
export interface ContentAnswers {
  state: { run: string | null };
  extract: Extracted;
  paint: { painted: number };
  clear: null;
  step: null;
}

/** The article of a page. `dark`: its text is light on a dark ground. Null blocks: there is no article. */
export interface Extracted {
  blocks: Block[] | null;
  dark: boolean;
}

/** Half-open, in UTF-16 code units of a block's text. */
export type Words = [start: number, end: number];

/** A marked sentence: what the content script needs to paint and explain it. Offsets as `Words`. */
export interface Finding {
  block: string;
  start: number;
  end: number;
  flags: Flag[];
  /** What is painted stronger than the rest of the sentence, and for which flag. */
  strong: { flag: Flag; words: Words }[];
  reasons: { flag: Flag; code: string; words: Words[] }[];
}

export interface Counts {
  sentences: number;
  flagged: number;
  byFlag: Record<Flag, number>;
  attributed: Attributed | null;
}

export type Phase = "working" | "done" | "cleared" | "paused" | "problem";

/** Under `tab:<id>` in storage.session. `done` and `blocks` count paragraphs. Holds no text of the page. */
export interface TabState {
  run: string;
  phase: Phase;
  done: number;
  blocks: number;
  counts: Counts;
  problem?: Problem;
}

/** Under `connection` in storage.session: what the last look at the server found. */
export type ConnectionState =
  | { phase: "checking" }
  | { phase: "connected" }
  | { phase: "problem"; problem: Problem };

/** Under `pairing` in storage.session, while the person is asked and until the result has been seen. */
export type PairingState =
  | { phase: "waiting"; id: string; secret: string; code: string; until: number; tab: number | null }
  | { phase: "problem"; problem: Problem };

export const tabKey = (tab: number): string => `tab:${tab}`;
export const CONNECTION_KEY = "connection";
export const PAIRING_KEY = "pairing";
