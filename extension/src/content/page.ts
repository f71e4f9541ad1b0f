// What the content script knows about its page: the article as it was read, the marks, and which one is in hand.

import type { ModelName } from "../shared/api";
import { explain } from "../shared/explain";
import { DEFAULT_LOOKS } from "../shared/looks";
import type {
  ContentRequest,
  Extracted,
  FeedbackAnswer,
  FeedbackRequest,
  Finding,
  PageRequest,
} from "../shared/messages";
import type { Report, ReportPart } from "../shared/report";
import { asShown, type View } from "../shared/shown";
import { offsetIn, rangeOf } from "./anchor";
import { type Article, type ArticleBlock, extract } from "./extract";
import { isOnDark } from "./ground";
import { type Mark, markOf } from "./marks";
import { Painter } from "./paint";
import { type Explained, type Point, type Way, watchPointer } from "./pointer";
import { asSent, isIntact, renew } from "./renew";
import { reportOf } from "./reported";
import type { Feedback } from "./sections";
import { forgetTimes, timed } from "./timing";
import { Tooltip } from "./tooltip";
import { type Watched, watchPage } from "./watch";

/** Share of an article's characters that have to be there still for its page to count as the same. */
const STAYS = 0.3;

export class Page implements Explained, Watched {
  private run: string | null = null;
  private address = "";
  private dark = false;
  /** The article as it stands in the page now, by the blocks' ids, in reading order. */
  private blocks = new Map<string, ArticleBlock>();
  /** Every block that was ever read: a page may take one away and bring it again. */
  private known = new Map<string, ArticleBlock>();
  /** Only the paragraphs that were selected are judged. */
  private partly = false;
  private stopWatching: (() => void) | null = null;
  private view: View | null = null;
  /** All that was found, whether it is shown or not, and how many sentences were judged for it. */
  private found: Finding[] = [];
  private sentences = 0;
  private model: ModelName | null = null;
  private reported: ReportPart | null = null;
  readonly marks = new Map<Range, Mark>();
  private order: Mark[] = [];
  /** Where next and previous go from. */
  private current: Mark | null = null;
  /** What is explained now. */
  shown: { mark: Mark; by: Way } | null = null;
  private readonly painter = new Painter();
  private tooltip: Tooltip | null = null;
  private unpoint: (() => void) | null = null;

  /** The analysis whose marks stand here; null when there are none, or the page has become another one since. */
  get markedRun(): string | null {
    return this.address === address() ? this.run : null;
  }

  /** Reads the article, or its paragraphs that are selected, for a new analysis in place of what was marked before. */
  read(run: string, view: View, selected: boolean): Extracted {
    this.clear();
    this.view = view;
    this.partly = selected;
    this.address = address();
    const article = extract(document);
    // Where there is no article yet, one may come.
    if (article || !selected) this.stopWatching = watchPage(this);
    if (!article) return { blocks: null, priority: [], dark: false };
    this.run = run;
    this.dark = isDark(article);
    // Headings are no statements of the writer's: by the guidelines they are not judged.
    const texts = article.blocks.filter((block) => block.kind === "text");
    const judged = selected ? texts.filter(isSelected) : texts;
    if (judged.length === 0) return { blocks: null, priority: [], dark: false };
    this.blocks = new Map(judged.map((block) => [block.id, block]));
    this.known = new Map(this.blocks);
    const priority = judged.filter(isInView).map(({ id }) => id);
    return { blocks: judged.map(asSent), priority, dark: this.dark };
  }

  /** Paints findings of the analysis `run`; how many could be painted. Late ones of an older analysis are left. */
  paint({ run, findings, sentences, model, report }: ContentRequest & { type: "paint" }): number {
    if (run !== this.run) return 0;
    this.model = model;
    this.reported = { ...report, sentences: [...(this.reported?.sentences ?? []), ...report.sentences] };
    this.found.push(...findings);
    this.sentences += sentences;
    return this.add(findings, sentences);
  }

  /** Draws what is found anew for other settings. */
  show(view: View): void {
    if (this.run === null) return;
    this.view = view;
    this.unmark();
    this.add(this.found, this.sentences);
  }

  check(): void {
    this.painter.register();
  }

  settled(grown: boolean): void {
    if (this.run === null) {
      if (grown && extract(document)) this.leave(true);
      return;
    }
    this.painter.register();
    if (grown || ![...this.blocks.values()].every(isIntact)) timed("renew", () => this.readAgain());
    else this.mend(this.blocks);
  }

  /** The page has changed: marks go along with their text, new paragraphs are judged, and so is another article. */
  private readAgain(): void {
    const article = extract(document);
    const texts = article?.blocks.filter((block) => block.kind === "text") ?? [];
    let named = this.known.size;
    const { blocks, moved, fresh } = renew(this.known, texts, () => `later-${named++}`);
    const now = new Map(blocks.map((block) => [block.id, block]));
    if (this.partly) for (const id of now.keys()) if (!this.known.has(id)) now.delete(id);
    const before = [...this.blocks.values()];
    const stays = lengthOf(before.filter(({ id }) => now.has(id))) >= STAYS * lengthOf(before);
    const isOther = lengthOf(fresh.flatMap((part) => part.blocks)) > (1 - STAYS) * lengthOf(blocks);
    // Another article in its place; not one that is being drawn anew and half there.
    if (!stays && (address() !== this.address || isOther)) {
      this.leave(article !== null);
      return;
    }
    if (!stays) return;
    this.address = address();
    const again = new Map([...now].filter(([id]) => moved.has(id) || !this.blocks.has(id)));
    this.unmarkIn((id) => !now.has(id) || again.has(id));
    this.blocks = now;
    for (const [id, block] of now) this.known.set(id, block);
    this.mark(again);
    this.mend(now);
    if (this.partly || fresh.length === 0) return;
    tell({ type: "grown", run: this.run ?? "", parts: fresh });
  }

  /** Makes the marks of intact blocks anew whose ranges have collapsed, because the page has moved their text. */
  private mend(blocks: ReadonlyMap<string, ArticleBlock>): void {
    const broken = new Set(
      this.order.filter(({ range }) => range.collapsed).map(({ finding }) => finding.block),
    );
    if (broken.size === 0) return;
    this.unmarkIn((id) => broken.has(id));
    this.mark(new Map([...blocks].filter(([id]) => broken.has(id))));
  }

  private mark(blocks: ReadonlyMap<string, ArticleBlock>): void {
    if (blocks.size > 0)
      this.add(
        this.found.filter(({ block }) => blocks.has(block)),
        0,
      );
  }

  /** Takes the marks of some blocks away. */
  private unmarkIn(is: (block: string) => boolean): void {
    const gone = new Set(this.order.filter(({ finding }) => is(finding.block)));
    if (gone.size === 0) return;
    if (this.shown && gone.has(this.shown.mark)) this.close();
    if (this.current && gone.has(this.current)) this.current = null;
    this.painter.remove([...gone]);
    for (const mark of gone) this.marks.delete(mark.range);
    this.order = this.order.filter((mark) => !gone.has(mark));
  }

  /** What was marked is gone. */
  private leave(article: boolean): void {
    this.clear();
    if (!article) this.stopWatching = watchPage(this);
    tell({ type: "left", article });
  }

  private add(findings: readonly Finding[], sentences: number): number {
    const added: Mark[] = [];
    for (const finding of findings) {
      const block = this.blocks.get(finding.block);
      const shown = this.view && asShown(finding, this.view);
      const mark = block && shown && markOf(shown, block);
      if (mark) added.push(mark);
    }
    for (const mark of added) this.marks.set(mark.range, mark);
    this.order.push(...added);
    // Marks come in the order in which they are found; the reader goes through them as they stand in the page.
    this.order.sort((a, b) => a.range.compareBoundaryPoints(Range.START_TO_START, b.range));
    this.painter.add(added, sentences);
    if (this.order.length > 0) this.point();
    return added.length;
  }

  /** Goes to the next or the previous mark, from the one in hand or from the top of the viewport. */
  step(direction: 1 | -1): void {
    // A range that the page has re-rendered away has collapsed.
    const there = this.order.filter((mark) => !mark.range.collapsed);
    const index = this.current ? there.indexOf(this.current) : -1;
    const next = index >= 0 ? there[index + direction] : nearest(there, direction);
    const mark = next ?? (direction === 1 ? there[0] : there.at(-1));
    if (!mark) return;
    mark.range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
    this.open(mark, "keyboard");
  }

  /** Goes to a sentence: to its mark and explanation where it has one. */
  jump(id: string, start: number, end: number): void {
    const mark = this.order.find(({ finding }) => finding.block === id && finding.start === start);
    const block = this.blocks.get(id);
    const range = mark?.range ?? (block && rangeOf(block, start, end));
    if (!range || range.collapsed) return;
    range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
    if (mark) this.open(mark, "keyboard");
    else
      getSelection()?.setBaseAndExtent(
        range.startContainer,
        range.startOffset,
        range.endContainer,
        range.endOffset,
      );
  }

  /** Everything that was found, for the panel; null when there is nothing, or the page has become another one. */
  report(): Report | null {
    if (!this.reported || this.markedRun === null) return null;
    return reportOf(this.reported, this.blocks);
  }

  /** Where the selection begins in the article; null when it begins nowhere in it. */
  selected(): { block: string; start: number } | null {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    for (const [block, { pieces }] of this.blocks) {
      const start = offsetIn(pieces, range);
      if (start !== null) return { block, start };
    }
    return null;
  }

  clear(): void {
    this.unmark();
    this.stopWatching?.();
    this.stopWatching = null;
    this.blocks = new Map();
    this.known = new Map();
    this.found = [];
    this.sentences = 0;
    this.reported = null;
    this.run = null;
    forgetTimes();
  }

  /** Takes the marks away; what was found stays. */
  private unmark(): void {
    this.unpoint?.();
    this.unpoint = null;
    this.tooltip?.remove();
    this.tooltip = null;
    this.painter.clear();
    this.marks.clear();
    this.order = [];
    this.current = null;
    this.shown = null;
  }

  private point(): void {
    if (this.unpoint) return;
    this.tooltip = new Tooltip(this.view?.looks ?? DEFAULT_LOOKS);
    this.tooltip.mount(this.dark);
    this.unpoint = watchPointer(this);
  }

  /** Explains a mark, beside the pointer if it was the pointer that asked. */
  open(mark: Mark, by: Way, pointer?: Point): void {
    this.current = mark;
    this.shown = { mark, by };
    this.painter.setCurrent(mark);
    this.tooltip?.mount(this.dark);
    const target = pointer ? { range: mark.range, pointer } : { range: mark.range };
    const explanations = explain(mark.finding, mark.text);
    this.tooltip?.show(target, explanations, this.feedbackOn(mark), by === "keyboard");
  }

  private feedbackOn({ finding, text }: Mark): Feedback | null {
    const { model } = this;
    if (!model) return null;
    const sentence = text.slice(finding.start, finding.end);
    const send = (request: FeedbackRequest): Promise<FeedbackAnswer> => browser.runtime.sendMessage(request);
    return {
      wrong: (flag) => send({ type: "wrong", sentence, flag, model }),
      takeBack: (id) => send({ type: "take-back", id }),
    };
  }

  close(): void {
    this.shown = null;
    this.tooltip?.close();
    this.painter.setCurrent(null);
  }

  follow(): void {
    if (this.shown && this.tooltip?.place() === false) this.close();
  }

  holds(event: Event): boolean {
    return this.tooltip?.holds(event) === true;
  }

  isLeft(event: KeyboardEvent): boolean {
    return this.tooltip?.isLeft(event) === true;
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

function isInView({ pieces }: ArticleBlock): boolean {
  const box = pieces[0]?.node.parentElement?.getBoundingClientRect();
  return box !== undefined && box.bottom > 0 && box.top < document.documentElement.clientHeight;
}

/** The first mark below the top of the viewport, or the last one above it. */
function nearest(marks: readonly Mark[], direction: 1 | -1): Mark | undefined {
  const top = (mark: Mark): number => mark.range.getBoundingClientRect().top;
  return direction === 1 ? marks.find((mark) => top(mark) >= 0) : marks.findLast((mark) => top(mark) < 0);
}

function isSelected(block: ArticleBlock): boolean {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return false;
  return block.pieces.some(({ node }) => selection.containsNode(node, true));
}

function isDark(article: Article): boolean {
  const longest = article.blocks.reduce((best, block) =>
    block.text.length > best.text.length ? block : best,
  );
  const parent = longest.pieces[0]?.node.parentElement;
  return parent ? isOnDark(parent) : false;
}
