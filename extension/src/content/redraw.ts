// A page that draws its text anew, the same words in other nodes, keeps its marks without a blink: they go along before
// the browser paints. Whatever is less plain is left to those who look once the page has settled.

/** More characters than an article's are not looked through while the page is at work. */
const MOST = 100_000;

/** Tells which text nodes stand in the place of which; the returned function stops it. */
export function watchRedrawn(redrawn: (instead: ReadonlyMap<Text, Text>) => void): () => void {
  const observer = new MutationObserver((changes) => {
    const instead = replaced(changes);
    if (instead.size > 0) redrawn(instead);
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** For each text node that was taken away, the one with the same words that came; in the order of both. */
function replaced(changes: readonly MutationRecord[]): Map<Text, Text> {
  const instead = new Map<Text, Text>();
  const gone = changes.flatMap(({ removedNodes }) => textsIn(removedNodes));
  if (gone.length === 0) return instead;
  const came = changes.flatMap(({ addedNodes }) => textsIn(addedNodes)).filter((text) => text.isConnected);
  if (came.reduce((sum, { length }) => sum + length, 0) > MOST) return instead;
  const byWords = Map.groupBy(came, ({ data }) => data);
  for (const text of gone) {
    const next = text.isConnected ? undefined : byWords.get(text.data)?.shift();
    if (next) instead.set(text, next);
  }
  return instead;
}

function textsIn(nodes: NodeList): Text[] {
  const found: Text[] = [];
  for (const root of nodes) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    // A walker does not give its root, which may be a text itself.
    if (root.nodeType === Node.TEXT_NODE) found.push(root as Text);
    while (walker.nextNode()) found.push(walker.currentNode as Text);
  }
  return found;
}
