// What is known of an analysed page, for the panel: under `report:<tab>` in storage.session, which is memory and no file.
// Unlike the tab's state it holds the text of the article, so it is dropped with the marks.

import type { Flag, Sentence } from "./api";
import type { Counts } from "./messages";

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

export interface Report {
  run: string;
  title: string;
  url: string;
  /** The text of each block, by its id, in reading order. */
  texts: Record<string, string>;
  thresholds: Record<string, number>;
  sentences: Judgement[];
  sources: Source[];
  counts: Counts;
}

export const reportKey = (tab: number): string => `report:${tab}`;

export async function readReport(tab: number): Promise<Report | null> {
  const key = reportKey(tab);
  return ((await browser.storage.session.get(key))[key] as Report | undefined) ?? null;
}
