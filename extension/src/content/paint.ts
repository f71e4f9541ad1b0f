// Paints marks with the CSS Custom Highlight API: nothing in the page's body changes. marks.css says how they look.

import { CURRENT, FLAGS, MULTIPLE, QUOTED, SHORT, sentenceName, tintName, wordsName } from "../shared/flags";
import type { Mark } from "./marks";

/** Share of marked sentences from which on the page goes without the tint of whole sentences, to stay readable. */
const CROWDED = 0.3;
/** A page with fewer sentences is never crowded. */
const FEW = 8;

const SHORTS = [...FLAGS.map((flag) => SHORT[flag]), MULTIPLE];

/** Which of two highlights wins where both want to paint. */
const LAYERS: readonly [priority: number, names: readonly string[]][] = [
  [0, SHORTS.map(tintName)],
  [1, SHORTS.map(sentenceName)],
  [2, [QUOTED]],
  [3, FLAGS.map((flag) => wordsName(SHORT[flag]))],
  [4, [CURRENT]],
];

export class Painter {
  private readonly highlights = new Map<string, Highlight>();
  // Own arrays: in Firefox a highlight cannot be walked through from a content script.
  private readonly ofTint: [name: string, range: Range][] = [];
  private sentences = 0;
  private marked = 0;
  private tinted = true;

  constructor() {
    for (const [priority, names] of LAYERS) {
      for (const name of names) {
        const highlight = new Highlight();
        highlight.priority = priority;
        this.highlights.set(name, highlight);
      }
    }
  }

  /** Adds marks; `sentences` is how many sentences were judged to find them. */
  add(marks: readonly Mark[], sentences: number): void {
    for (const mark of marks) {
      for (const range of mark.quoted) this.to(QUOTED, range);
      const [flag, second] = mark.finding.flags;
      if (!flag) continue;
      const short = second ? MULTIPLE : SHORT[flag];
      this.to(sentenceName(short), mark.range);
      this.ofTint.push([tintName(short), mark.range]);
      if (this.tinted) this.to(tintName(short), mark.range);
      for (const { flag, range } of mark.strong) this.to(wordsName(SHORT[flag]), range);
    }
    this.sentences += sentences;
    this.marked += marks.filter((mark) => mark.finding.flags.length > 0).length;
    this.tint(this.sentences < FEW || this.marked <= this.sentences * CROWDED);
    this.register();
  }

  /** Shows which sentence the explanation is about; null: none. */
  setCurrent(mark: Mark | null): void {
    const current = this.highlights.get(CURRENT);
    current?.clear();
    if (mark) current?.add(mark.range);
    this.register();
  }

  /** The page shares the registry and may have emptied it: what is missing is put back. */
  register(): void {
    for (const [name, highlight] of this.highlights) {
      if (highlight.size > 0 && !CSS.highlights.has(name)) CSS.highlights.set(name, highlight);
      if (highlight.size === 0) CSS.highlights.delete(name);
    }
  }

  clear(): void {
    for (const [name, highlight] of this.highlights) {
      highlight.clear();
      CSS.highlights.delete(name);
    }
    this.ofTint.length = 0;
    this.sentences = 0;
    this.marked = 0;
    this.tinted = true;
  }

  private to(name: string, range: Range): void {
    this.highlights.get(name)?.add(range);
  }

  private tint(wanted: boolean): void {
    if (wanted === this.tinted) return;
    this.tinted = wanted;
    for (const [name, range] of this.ofTint) {
      const highlight = this.highlights.get(name);
      if (wanted) highlight?.add(range);
      else highlight?.delete(range);
    }
  }
}
