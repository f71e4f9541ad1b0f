// What is known of an analysed page, for the panel. It holds the text of the article, so it is stored nowhere: the content
// script has it as long as its page is there.

import type { Flag, Sentence } from "./api";

export type SourceType = "named" | "anonymous" | "vague";

/** A place in the article: a block and an offset, in UTF-16 code units of the block's text. */
export interface Place {
  block: string;
  start: number;
}

/** A judged sentence, marked or not. Offsets as `Place`. */
export interface Judgement extends Place {
  end: number;
  flags: Flag[];
  reasons: Sentence["reasons"];
  scores: Record<string, number>;
}

/** An entry of the ledger: somebody or something that the article rests on, and the sentences that do. */
export interface Source {
  type: SourceType;
  name: string;
  places: Place[];
}

/** What one answer of the server adds; its sources are those of all that was sent so far. */
export interface ReportPart {
  thresholds: Record<string, number>;
  sentences: Judgement[];
  sources: Source[];
}

/** A piece of such an answer, before its end has come. */
export type ReportPiece = Pick<ReportPart, "sentences"> & Partial<ReportPart>;

export interface Report extends ReportPart {
  title: string;
  url: string;
  /** The text of each block, by its id, in reading order. */
  texts: Record<string, string>;
}
