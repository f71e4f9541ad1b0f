// Notices that the page's text changes: late paragraphs, live blogs, single-page apps, pages that draw themselves anew,
// shadow trees and frames that come with it or later.
// And that a script has emptied the registry of highlights, which no event tells.

import { isFrame, type Root, Tree } from "./tree";

/** Milliseconds without a change after which a page counts as settled, and how long it is waited for at most. */
const QUIET = 250;
const LONGEST = 1_000;
/** A look takes at most one part in this many of the time. */
const SHARE = 20;
/** Milliseconds between two looks at the registry. */
const CHECK = 1_000;
/** An element with fewer characters is no paragraph: a counter, a clock, a button. */
const PARAGRAPH = 40;

export interface Watched {
  /** The page has settled after changes. `grown`: some of them brought text that may belong to the article. */
  settled(grown: boolean): void;
  /** Called every now and then while the page is seen. Whether text has come into sight meanwhile. */
  check(): boolean;
}

/** Starts watching a page whose trees were just looked at; the returned function stops it. */
export function watchPage(watched: Watched, tree = new Tree(document)): () => void {
  const watcher = new Watcher(watched, tree);
  return () => watcher.stop();
}

class Watcher {
  private readonly stopped = new AbortController();
  private readonly observer = new MutationObserver((changes) => this.saw(changes));
  private readonly roots = new WeakSet<Root>();
  private readonly checks = setInterval(() => this.check(), CHECK);
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change was seen since the last look, and until when there is no next look. */
  private first = 0;
  private free = 0;
  private grown = false;
  private undefinedElements = countUndefined();

  constructor(
    private readonly watched: Watched,
    tree: Tree,
  ) {
    this.follow(tree);
  }

  stop(): void {
    this.observer.disconnect();
    this.stopped.abort();
    clearTimeout(this.timer);
    clearInterval(this.checks);
  }

  /** Watches all trees of the page; whether some of them are new. */
  private follow(tree = new Tree(document)): boolean {
    const roots = tree.roots.filter((root) => !this.roots.has(root));
    for (const root of roots) {
      this.roots.add(root);
      this.observer.observe(root, { childList: true, characterData: true, subtree: true });
      root.addEventListener("load", ({ target }) => this.loaded(target), {
        capture: true,
        signal: this.stopped.signal,
      });
    }
    return roots.length > 0;
  }

  private saw(changes: readonly MutationRecord[]): void {
    let text = false;
    for (const change of changes) {
      // Children of <html>: our own element comes and goes there.
      if (change.target === document.documentElement && !isBody(change)) continue;
      text ||= change.type === "characterData" || change.removedNodes.length > 0;
      for (const node of change.addedNodes) {
        text = true;
        this.grown ||= (node.textContent?.length ?? 0) >= PARAGRAPH;
      }
    }
    if (text) this.lookSoon();
  }

  /** Nothing but its own event tells that a frame shows another document. */
  private loaded(target: EventTarget | null): void {
    if (isFrame(target as Element)) this.lookSoon();
  }

  private check(): void {
    if (document.hidden) return;
    if (this.watched.check()) {
      this.grown = true;
      this.lookSoon();
    }
    // An element gets its shadow tree, as a rule, when it is defined.
    const count = countUndefined();
    if (count !== this.undefinedElements) this.lookSoon();
    this.undefinedElements = count;
  }

  private lookSoon(): void {
    const now = performance.now();
    this.first ||= now;
    clearTimeout(this.timer);
    const wait = Math.max(this.free - now, Math.min(QUIET, this.first + LONGEST - now), 0);
    this.timer = setTimeout(() => this.look(), wait);
  }

  private look(): void {
    const started = performance.now();
    // No change has told of a tree that is seen for the first time.
    const grown = this.follow() || this.grown;
    this.first = 0;
    this.grown = false;
    this.watched.settled(grown);
    this.free = performance.now() + (performance.now() - started) * SHARE;
  }
}

const countUndefined = (): number => document.querySelectorAll(":not(:defined)").length;

const isBody = ({ addedNodes }: MutationRecord): boolean =>
  [...addedNodes].some((node) => node === document.body);
