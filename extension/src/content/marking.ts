// The marks that stand in the page: which one is in hand, and its explanation.

import type { ModelName } from "../shared/api";
import { explain } from "../shared/explain";
import { DEFAULT_LOOKS } from "../shared/looks";
import type { FeedbackAnswer, FeedbackRequest, Finding } from "../shared/messages";
import { asShown, type View } from "../shared/shown";
import type { ArticleBlock } from "./extract";
import { isWhole, type Mark, markOf } from "./marks";
import { Painter } from "./paint";
import { type Explained, Pointer, type Way } from "./pointer";
import type { Feedback } from "./sections";
import { nearest, type Point, scrollTo } from "./sight";
import { Tooltip } from "./tooltip";

/** An article's blocks by their ids, in reading order. */
export type Blocks = ReadonlyMap<string, ArticleBlock>;

export class Marking implements Explained {
  /** What the reader wants to see, and whether the article's text is light on a dark ground. */
  view: View | null = null;
  dark = false;
  /** Who judged. */
  model: ModelName | null = null;
  readonly marks = new Map<Range, Mark>();
  private order: Mark[] = [];
  /** Where next and previous go from. */
  private current: Mark | null = null;
  /** What is explained now. */
  shown: { mark: Mark; by: Way } | null = null;
  private readonly painter = new Painter();
  private tooltip: Tooltip | null = null;
  private pointer: Pointer | null = null;

  /** Marks findings in an article's blocks; how many could be marked. `sentences`: how many were judged for them. */
  add(findings: readonly Finding[], blocks: Blocks, sentences = 0): number {
    const added: Mark[] = [];
    for (const finding of findings) {
      const block = blocks.get(finding.block);
      const shown = this.view && asShown(finding, this.view);
      const mark = block && shown && markOf(shown, block);
      if (mark) added.push(mark);
    }
    for (const mark of added) this.marks.set(mark.range, mark);
    this.order.push(...added);
    this.sort(blocks);
    this.painter.scopes.wear(this.view?.looks ?? DEFAULT_LOOKS, this.dark);
    this.painter.add(added, sentences);
    if (this.order.length > 0) this.point();
    return added.length;
  }

  /** Marks come in the order in which they are found; the reader goes through them as they stand in the article. */
  private sort(blocks: Blocks): void {
    const number = new Map([...blocks.keys()].map((id, n) => [id, n]));
    const place = ({ finding }: Mark): number => number.get(finding.block) ?? -1;
    this.order.sort((a, b) => place(a) - place(b) || a.finding.start - b.finding.start);
  }

  /** Takes the marks of some blocks away. */
  remove(is: (block: string) => boolean): void {
    const gone = new Set(this.order.filter(({ finding }) => is(finding.block)));
    if (gone.size === 0) return;
    if (this.shown && gone.has(this.shown.mark)) this.close();
    if (this.current && gone.has(this.current)) this.current = null;
    this.painter.remove([...gone]);
    for (const mark of gone) this.marks.delete(mark.range);
    this.order = this.order.filter((mark) => !gone.has(mark));
  }

  /** The blocks of marks whose ranges have collapsed or shrunk, because the page has moved their text. */
  broken(): Set<string> {
    return new Set(this.order.filter((mark) => !isWhole(mark)).map(({ finding }) => finding.block));
  }

  /** Puts back what the page has taken out of the registry of highlights. */
  register(): void {
    this.painter.register();
  }

  get shadowRoots(): ShadowRoot[] {
    return this.painter.scopes.shadowRoots;
  }

  /** Takes all marks away. */
  clear(): void {
    this.pointer?.stop();
    this.pointer = null;
    this.tooltip?.remove();
    this.tooltip = null;
    this.painter.clear();
    this.marks.clear();
    this.order = [];
    this.current = null;
    this.shown = null;
  }

  /** Goes to the next or the previous mark, from the one in hand or from the top of the viewport. */
  step(direction: 1 | -1): void {
    // A range that the page has re-rendered away has collapsed.
    const there = this.order.filter((mark) => !mark.range.collapsed);
    const index = this.current ? there.indexOf(this.current) : -1;
    const next = index >= 0 ? there[index + direction] : nearest(there, direction);
    const mark = next ?? (direction === 1 ? there[0] : there.at(-1));
    if (mark) this.goTo(mark);
  }

  /** Goes to the mark of a sentence; false where it has none. */
  jump(block: string, start: number): boolean {
    const mark = this.order.find(({ finding }) => finding.block === block && finding.start === start);
    return mark !== undefined && this.goTo(mark);
  }

  private goTo(mark: Mark): boolean {
    if (mark.range.collapsed) return false;
    scrollTo(mark.range);
    this.open(mark, "keyboard");
    return true;
  }

  private point(): void {
    if (!this.pointer) {
      this.tooltip = new Tooltip(this.view?.looks ?? DEFAULT_LOOKS);
      this.tooltip.mount(this.dark);
      this.pointer = new Pointer(this);
    }
    for (const one of this.painter.scopes.documents) this.pointer.listen(one);
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
