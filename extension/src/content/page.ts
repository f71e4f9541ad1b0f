// What the content script knows about its page: the article as it was read, the marks, and which one is in hand.

import type { ModelName } from "../shared/api";
import { explain } from "../shared/explain";
import { DEFAULT_LOOKS } from "../shared/looks";
import type { ContentRequest, Extracted, FeedbackAnswer, FeedbackRequest, Finding } from "../shared/messages";
import type { Report, ReportPart } from "../shared/report";
import { asShown, type View } from "../shared/shown";
import { offsetIn, rangeOf } from "./anchor";
import { type Article, type ArticleBlock, extract } from "./extract";
import { isOnDark } from "./ground";
import { type Mark, markOf } from "./marks";
import { Painter } from "./paint";
import { type Explained, type Point, type Way, watchPointer } from "./pointer";
import type { Feedback } from "./sections";
import { Tooltip } from "./tooltip";

export class Page implements Explained {
  private run: string | null = null;
  private address = "";
  private dark = false;
  private blocks = new Map<string, ArticleBlock>();
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
  private unwatch: (() => void) | null = null;

  /** The analysis whose marks stand here; null when there are none, or the page has become another one since. */
  get markedRun(): string | null {
    return this.address === address() ? this.run : null;
  }

  /** Reads the article, or its paragraphs that are selected, for a new analysis in place of what was marked before. */
  read(run: string, view: View, selected: boolean): Extracted {
    this.clear();
    this.view = view;
    const article = extract(document);
    if (!article) return { blocks: null, dark: false };
    this.run = run;
    this.address = address();
    this.dark = isDark(article);
    // Headings are no statements of the writer's: by the guidelines they are not judged.
    const texts = article.blocks.filter((block) => block.kind === "text");
    const judged = selected ? texts.filter(isSelected) : texts;
    if (judged.length === 0) return { blocks: null, dark: false };
    this.blocks = new Map(judged.map((block) => [block.id, block]));
    return { blocks: judged.map(({ id, text }) => ({ id, text })), dark: this.dark };
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
    this.painter.add(added, sentences);
    if (this.order.length > 0) this.watch();
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
    const texts = Object.fromEntries([...this.blocks].map(([id, { text }]) => [id, text]));
    return { ...this.reported, texts, title: document.title, url: location.href };
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
    this.blocks.clear();
    this.found = [];
    this.sentences = 0;
    this.reported = null;
    this.run = null;
  }

  /** Takes the marks away; what was found stays. */
  private unmark(): void {
    this.unwatch?.();
    this.unwatch = null;
    this.tooltip?.remove();
    this.tooltip = null;
    this.painter.clear();
    this.marks.clear();
    this.order = [];
    this.current = null;
    this.shown = null;
  }

  private watch(): void {
    if (this.unwatch) return;
    this.tooltip = new Tooltip(this.view?.looks ?? DEFAULT_LOOKS);
    this.tooltip.mount(this.dark);
    this.unwatch = watchPointer(this);
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
}

/** The page's address without the part that only scrolls. */
const address = (): string => location.origin + location.pathname + location.search;

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
