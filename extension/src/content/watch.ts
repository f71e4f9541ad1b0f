// Notices that the page's text changes: late paragraphs, live blogs, single-page apps, pages that draw themselves anew.
// And that a script has emptied the registry of highlights, which no event tells.

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
  /** Called every now and then while the page is seen. */
  check(): void;
}

/** Starts watching; the returned function stops it. */
export function watchPage(watched: Watched): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;
  let free = 0;
  let grown = false;
  const look = (): void => {
    const started = performance.now();
    const brought = grown;
    first = 0;
    grown = false;
    watched.settled(brought);
    free = performance.now() + (performance.now() - started) * SHARE;
  };
  const observer = new MutationObserver((changes) => {
    let text = false;
    for (const change of changes) {
      // Children of <html>: our own element comes and goes there.
      if (change.target === document.documentElement && !isBody(change)) continue;
      text ||= change.type === "characterData" || change.removedNodes.length > 0;
      for (const node of change.addedNodes) {
        text = true;
        grown ||= (node.textContent?.length ?? 0) >= PARAGRAPH;
      }
    }
    if (!text) return;
    const now = performance.now();
    first ||= now;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(free - now, Math.min(QUIET, first + LONGEST - now), 0));
  });
  observer.observe(document.documentElement, { childList: true, characterData: true, subtree: true });
  const checks = setInterval(() => {
    if (!document.hidden) watched.check();
  }, CHECK);
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    clearInterval(checks);
  };
}

const isBody = ({ addedNodes }: MutationRecord): boolean =>
  [...addedNodes].some((node) => node === document.body);
