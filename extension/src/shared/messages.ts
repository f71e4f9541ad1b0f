// The one protocol: every message between the popup, the background and the content script, and every state that they
// share. Requests go popup -> background -> content script; answers are the promises' values. What changes over time
// (the state of a tab, of the connection, of pairing) the background writes to storage.session, and whoever shows it
// listens there, so that it outlives a background that the browser ends.

import type { Attributed, Block, Flag, ModelName } from "./api";
import type { Problem } from "./problems";
import type { Report, ReportPiece } from "./report";
import type { View } from "./shown";

/** What the popup, the panel and the options page ask of the background. What they change in the settings it sees. */
export type BackgroundRequest =
  | { type: "open"; tab: number | null } // the popup was opened, or looks again: connect, and analyse unless paused or marked
  | { type: "analyse"; tab: number } // anew, whatever is marked
  | { type: "clear"; tab: number }
  | { type: "step"; tab: number; direction: 1 | -1 }
  | { type: "jump"; tab: number; block: string; start: number; end: number } // to a sentence, marked or not
  | { type: "pause"; paused: boolean; tab: number | null }
  | { type: "pair"; tab: number | null }
  | { type: "unpair" }
  | { type: "local-page" };

/** What a content script tells the background. */
export type PageRequest =
  | { type: "arrived" } // a page of a site that was chosen for automatic marking is there
  | { type: "grown"; run: string; parts: Part[] } // its article has new paragraphs
  | { type: "counted"; run: string; counts: Counts } // what was found in it has become less, or is there again
  | { type: "left"; article: boolean } // what was marked is gone; whether another article has come
  | FeedbackRequest;

/** Some blocks to judge, and up to three that stand before them, to be read only. */
export interface Part {
  context: Block[];
  blocks: Block[];
}

/** What somebody says about a mark, by pressing a button in its explanation. */
export type FeedbackRequest =
  | { type: "wrong"; sentence: string; flag: Flag; model: ModelName }
  | { type: "take-back"; id: string };

/** `id`: kept under it. Null: taken back. */
export type FeedbackAnswer = { id: string | null } | { problem: Problem };

/** What the background asks of the content script in a tab. `run` names one analysis of one page. */
export type ContentRequest =
  | { type: "state" }
  | { type: "extract"; run: string; view: View; selected: boolean } // selected: the paragraphs of the selection only
  | {
      type: "paint";
      run: string;
      findings: Finding[];
      sentences: number;
      model: ModelName | null;
      report: ReportPiece;
    }
  | { type: "show"; view: View } // the settings have changed
  | { type: "clear" }
  | { type: "step"; direction: 1 | -1 }
  | { type: "jump"; block: string; start: number; end: number }
  | { type: "selected" }
  | { type: "report" };

/** What the content script answers to each request. */
export interface ContentAnswers {
  state: { run: string | null };
  extract: Extracted;
  /** Null where the analysis is not the one whose marks stand there. */
  paint: { counts: Counts | null };
  show: null;
  clear: null;
  step: null;
  jump: null;
  /** Where the page's selection begins in the article as it was read; null when it begins outside of it. */
  /** Null where nothing is marked, or the page has become another one. */
  report: Report | null;
  selected: { block: string; start: number } | null;
}

/** The article of a page. `dark`: its text is light on a dark ground. Null blocks: there is no article. */
export interface Extracted {
  blocks: Block[] | null;
  /** The blocks in view, to be judged first. */
  priority: string[];
  dark: boolean;
  /** The host of a frame of another site that takes most of the window, where there is no article. */
  elsewhere?: string;
}

/** Half-open, in UTF-16 code units of a block's text. */
export type Words = [start: number, end: number];

/**
 * A sentence with something to show: what the content script needs to paint and explain it. Offsets as `Words`.
 *
 * Without flags it is there for hedges in a quotation only, which are shown to those who have asked for them.
 */
export interface Finding {
  block: string;
  start: number;
  end: number;
  flags: Flag[];
  /** How sure the model is of each flag: a calibrated probability. */
  scores: Partial<Record<Flag, number>>;
  /** What is painted stronger than the rest of the sentence, and for which flag. */
  strong: { flag: Flag; words: Words }[];
  reasons: { flag: Flag; code: string; words: Words[] }[];
  /** Hedges in the words of others. */
  quoted: Words[];
}

export interface Counts {
  sentences: number;
  flagged: number;
  byFlag: Record<Flag, number>;
  /** How many sentences carry exactly these flags, by `togetherIndex`. */
  together: number[];
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

export const tabKey = (tab: number | ""): string => `tab:${tab}`;
export const CONNECTION_KEY = "connection";
export const PAIRING_KEY = "pairing";
