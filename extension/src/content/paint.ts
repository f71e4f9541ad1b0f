// Paints marks with the CSS Custom Highlight API: nothing in the page's body changes. marks.css says how they look.

import { CURRENT, FLAGS, MULTIPLE, QUOTED, SHORT, sentenceName, tintName, wordsName } from "../shared/flags";
import { type Mark, rangesOf } from "./marks";
import { Scopes } from "./scopes";

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
  readonly scopes = new Scopes();
  private readonly highlights = new Map<string, Highlight>();
  /** What each highlight should hold: the page can reach the highlights, and in Firefox they cannot be walked through. */
  private readonly own = new Map<string, Set<Range>>();
  private readonly ofTint = new Map<Range, string>();
  private sentences = 0;
  private marked = 0;
  private tinted = true;

  constructor() {
    for (const [priority, names] of LAYERS) {
      for (const name of names) {
        const highlight = new Highlight();
        highlight.priority = priority;
        this.highlights.set(name, highlight);
        this.own.set(name, new Set());
      }
    }
  }

  /** Adds marks; `sentences` is how many sentences were judged to find them. */
  add(marks: readonly Mark[], sentences: number): void {
    for (const mark of marks) {
      this.scopes.include(mark.range.startContainer);
      for (const range of mark.quoted) this.to(QUOTED, range);
      const [flag, second] = mark.finding.flags;
      if (!flag) continue;
      const short = second ? MULTIPLE : SHORT[flag];
      this.to(sentenceName(short), mark.range);
      this.ofTint.set(mark.range, tintName(short));
      if (this.tinted) this.to(tintName(short), mark.range);
      for (const { flag, range } of mark.strong) this.to(wordsName(SHORT[flag]), range);
    }
    this.count(marks, sentences, 1);
  }

  /** Takes some marks away. */
  remove(marks: readonly Mark[]): void {
    const ranges = marks.flatMap(rangesOf);
    for (const name of this.highlights.keys()) for (const range of ranges) this.off(name, range);
    for (const range of ranges) this.ofTint.delete(range);
    this.count(marks, 0, -1);
  }

  private count(marks: readonly Mark[], sentences: number, sign: 1 | -1): void {
    this.sentences += sentences;
    this.marked += sign * marks.filter((mark) => mark.finding.flags.length > 0).length;
    this.tint(this.sentences < FEW || this.marked <= this.sentences * CROWDED);
    this.register();
  }

  /** Shows which sentence the explanation is about; null: none. */
  setCurrent(mark: Mark | null): void {
    for (const range of this.own.get(CURRENT) ?? []) this.off(CURRENT, range);
    if (mark) this.to(CURRENT, mark.range);
    this.register();
  }

  /** The page shares the registry and may have emptied it, or a highlight in it: what is missing is put back. */
  register(): void {
    this.scopes.register();
    const registries = this.scopes.registries;
    for (const [name, highlight] of this.highlights) {
      const own = this.own.get(name) ?? new Set();
      if (highlight.size !== own.size) {
        highlight.clear();
        for (const range of own) highlight.add(range);
      }
      for (const registry of registries) {
        if (own.size === 0) registry.delete(name);
        else if (registry.get(name) !== highlight) registry.set(name, highlight);
      }
    }
  }

  clear(): void {
    for (const [name, highlight] of this.highlights) {
      highlight.clear();
      this.own.get(name)?.clear();
      for (const registry of this.scopes.registries) registry.delete(name);
    }
    this.scopes.clear();
    this.ofTint.clear();
    this.sentences = 0;
    this.marked = 0;
    this.tinted = true;
  }

  private to(name: string, range: Range): void {
    this.highlights.get(name)?.add(range);
    this.own.get(name)?.add(range);
  }

  private off(name: string, range: Range): void {
    if (this.own.get(name)?.delete(range)) this.highlights.get(name)?.delete(range);
  }

  private tint(wanted: boolean): void {
    if (wanted === this.tinted) return;
    this.tinted = wanted;
    for (const [range, name] of this.ofTint) {
      if (wanted) this.to(name, range);
      else this.off(name, range);
    }
  }
}
