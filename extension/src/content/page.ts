// What the content script knows about its page: the article as it was read, and what was found in it.

import { countsOf } from "../shared/counts";
import type { ContentRequest, Counts, Extracted, Finding, PageRequest } from "../shared/messages";
import type { Report, ReportPart } from "../shared/report";
import type { View } from "../shared/shown";
import { offsetIn, rangeOf } from "./anchor";
import { type ArticleBlock, extract } from "./extract";
import { Marking } from "./marking";
import { watchRedrawn } from "./redraw";
import { asSent, isIntact, renew } from "./renew";
import { reportOf } from "./reported";
import { Cuts, isSeen } from "./seen";
import { select, selectedIn } from "./selection";
import { elsewhere, isDark, isInView, scrollTo } from "./sight";
import { forgetTimes, timed } from "./timing";
import { Tree } from "./tree";
import { type Watched, watchPage } from "./watch";

/** Share of an article's characters that have to be there still for its page to count as the same. */
const STAYS = 0.3;

export class Page implements Watched {
  private run: string | null = null;
  private address = "";
  /** The article as it stands in the page now, by the blocks' ids, in reading order. */
  private blocks = new Map<string, ArticleBlock>();
  /** The same when the page was last whole: what it still has is measured by this. */
  private whole: readonly ArticleBlock[] = [];
  /** Every block that was ever read: a page may take one away and bring it again. */
  private known = new Map<string, ArticleBlock>();
  /** Text in its midst that the page does not show: it may unfold it. */
  private unseen: readonly Element[] = [];
  /** Only the paragraphs that were selected are judged. */
  private partly = false;
  private stopWatching: (() => void) | null = null;
  private stopRedrawing: (() => void) | null = null;
  /** All that was found, whether it is shown or not, and how many sentences were judged for it. */
  private found: Finding[] = [];
  private sentences = 0;
  /** What the background was told last. */
  private counted = "";
  private reported: ReportPart | null = null;
  private readonly marking = new Marking();

  /** The analysis whose marks stand here; null when there are none, or the page has become another one since. */
  get markedRun(): string | null {
    return this.address === address() ? this.run : null;
  }

  /** Reads the article, or its paragraphs that are selected, for a new analysis in place of what was marked before. */
  read(run: string, view: View, selected: boolean): Extracted {
    this.clear();
    this.marking.view = view;
    this.partly = selected;
    this.address = address();
    const tree = new Tree(document);
    const article = extract(document, tree);
    // Where there is no article yet, one may come.
    if (article || !selected) this.stopWatching = watchPage(this, tree);
    if (!article) return { blocks: null, priority: [], dark: false, ...elsewhere(document) };
    this.run = run;
    const dark = isDark(article);
    this.marking.dark = dark;
    // Headings are no statements of the writer's: by the guidelines they are not judged.
    const texts = article.blocks.filter((block) => block.kind === "text");
    const selection = selected ? selectedIn(document) : null;
    const isSelected = ({ pieces }: ArticleBlock): boolean =>
      selection !== null && offsetIn(pieces, selection) !== null;
    const judged = selected ? texts.filter(isSelected) : texts;
    if (judged.length === 0) return { blocks: null, priority: [], dark: false };
    this.blocks = new Map(judged.map((block) => [block.id, block]));
    this.known = new Map(this.blocks);
    this.whole = judged;
    this.unseen = article.unseen;
    const priority = judged.filter(isInView).map(({ id }) => id);
    return { blocks: judged.map(asSent), priority, dark };
  }

  /** Paints findings of the analysis `run`, and counts what is found. Late ones of an older analysis are left. */
  paint({
    run,
    findings,
    sentences: judged,
    model,
    report,
  }: ContentRequest & { type: "paint" }): Counts | null {
    if (run !== this.run) return null;
    this.marking.model = model ?? this.marking.model;
    const sentences = [...(this.reported?.sentences ?? []), ...report.sentences];
    this.reported = { thresholds: {}, sources: [], ...this.reported, ...report, sentences };
    this.found.push(...findings);
    this.sentences += judged;
    this.stopRedrawing ??= watchRedrawn((instead) => this.redrawn(instead));
    this.marking.add(findings, this.blocks, judged);
    return this.count();
  }

  /** What is found in the article as it stands now. */
  private count(): Counts {
    const { sentences, thresholds } = this.reported ?? { sentences: [], thresholds: {} };
    const there = sentences.filter(({ block }) => this.blocks.has(block));
    const counts = countsOf(there, thresholds);
    this.counted = JSON.stringify(counts);
    return counts;
  }

  /** Draws what is found anew for other settings. */
  show(view: View): void {
    if (this.run === null) return;
    this.marking.view = view;
    this.marking.clear();
    this.marking.add(this.found, this.blocks, this.sentences);
  }

  step(direction: 1 | -1): void {
    this.marking.step(direction);
  }

  /** Goes to a sentence: to its mark and explanation where it has one. */
  jump(id: string, start: number, end: number): void {
    if (this.marking.jump(id, start)) return;
    const block = this.blocks.get(id);
    const range = block && rangeOf(block, start, end);
    if (!range) return;
    scrollTo(range);
    select(range);
  }

  check(): boolean {
    this.marking.register();
    const cuts = new Cuts();
    return this.unseen.some((element) => isSeen(element, cuts));
  }

  /** The page has put text nodes with the same words in the place of others: marks go along. */
  private redrawn(instead: ReadonlyMap<Text, Text>): void {
    const again = new Set<string>();
    for (const [id, block] of this.blocks) {
      if (!block.pieces.some(({ node }) => instead.has(node))) continue;
      const pieces = block.pieces.map((piece) => ({ ...piece, node: instead.get(piece.node) ?? piece.node }));
      const now = { ...block, pieces };
      if (!isIntact(now)) continue;
      this.blocks.set(id, now);
      this.known.set(id, now);
      again.add(id);
    }
    this.marking.remove((id) => again.has(id));
    this.mark(again);
  }

  settled(grown: boolean): void {
    if (this.run === null) {
      if (grown && extract(document)) this.leave(true);
      return;
    }
    this.marking.register();
    if (grown || ![...this.blocks.values()].every(isIntact)) timed("renew", () => this.readAgain());
    else this.mend();
  }

  /** The page has changed: marks go along with their text, new paragraphs are judged, and so is another article. */
  private readAgain(): void {
    const article = extract(document);
    const texts = article?.blocks.filter((block) => block.kind === "text") ?? [];
    let named = this.known.size;
    const { blocks, moved, fresh } = renew(this.known, texts, () => `later-${named++}`);
    const now = new Map(blocks.map((block) => [block.id, block]));
    const stays = lengthOf(this.whole.filter(({ id }) => now.has(id))) >= STAYS * lengthOf(this.whole);
    const isOther = lengthOf(fresh.flatMap((part) => part.blocks)) > (1 - STAYS) * lengthOf(blocks);
    if (!stays && (address() !== this.address || isOther)) {
      this.leave(article !== null);
      return;
    }
    // A page that is being drawn anew may be half there: nothing of it is judged yet.
    if (!stays || this.partly) for (const id of now.keys()) if (!this.known.has(id)) now.delete(id);
    const again = new Set([...now.keys()].filter((id) => moved.has(id) || !this.blocks.has(id)));
    this.marking.remove((id) => !now.has(id) || again.has(id));
    this.blocks = now;
    this.unseen = article?.unseen ?? [];
    for (const [id, block] of now) this.known.set(id, block);
    this.mark(again);
    this.mend();
    const before = this.counted;
    const counts = this.count();
    if (this.counted !== before) tell({ type: "counted", run: this.run ?? "", counts });
    if (!stays) return;
    this.address = address();
    this.whole = [...now.values()];
    if (!this.partly && fresh.length > 0) tell({ type: "grown", run: this.run ?? "", parts: fresh });
  }

  /** Makes the marks of intact blocks anew whose ranges have collapsed or shrunk. */
  private mend(): void {
    const broken = this.marking.broken();
    this.marking.remove((id) => broken.has(id));
    this.mark(broken);
  }

  /** Marks what was found in some blocks. */
  private mark(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return;
    this.marking.add(
      this.found.filter(({ block }) => ids.has(block)),
      this.blocks,
    );
  }

  /** What was marked is gone. */
  private leave(article: boolean): void {
    this.clear();
    if (!article) this.stopWatching = watchPage(this);
    tell({ type: "left", article });
  }

  /** Everything that was found, for the panel; null when there is nothing, or the page has become another one. */
  report(): Report | null {
    if (!this.reported || this.markedRun === null) return null;
    return reportOf(this.reported, this.blocks);
  }

  /** Where the selection begins in the article; null when it begins nowhere in it. */
  selected(): { block: string; start: number } | null {
    const range = selectedIn(document);
    if (!range) return null;
    for (const [block, { pieces }] of this.blocks) {
      const start = offsetIn(pieces, range);
      if (start !== null) return { block, start };
    }
    return null;
  }

  clear(): void {
    this.stopRedrawing?.();
    this.stopRedrawing = null;
    this.marking.clear();
    this.stopWatching?.();
    this.stopWatching = null;
    this.blocks = new Map();
    this.whole = [];
    this.known = new Map();
    this.unseen = [];
    this.found = [];
    this.sentences = 0;
    this.reported = null;
    this.run = null;
    forgetTimes();
  }
}

/** The page's address without the part that only scrolls; some pages have their routes in it. */
const address = (): string =>
  location.origin + location.pathname + location.search + (/^#!?\//.test(location.hash) ? location.hash : "");

const lengthOf = (blocks: readonly { text: string }[]): number =>
  blocks.reduce((sum, { text }) => sum + text.length, 0);

/** Nobody may be there to hear it: an extension that was updated leaves its old content scripts alone. */
function tell(request: PageRequest): void {
  Promise.resolve(browser.runtime.sendMessage(request)).catch(() => {});
}
