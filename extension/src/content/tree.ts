// The page as one tree: what a shadow tree, a slot or a frame shows stands in it where the reader sees it. Closed shadow
// trees are open to extensions; documents of other sites are open to nobody.

/** Where text can stand: the page's document, that of a frame, a shadow tree. */
export type Root = Document | ShadowRoot;

/** Elements that have no shadow tree of a page's own, by far the most frequent ones. */
const NO_HOSTS = new Set(
  "a abbr b br button cite code em i img input label li link meta option path picture script small source strong style sub sup svg td th time tr u ul".split(
    " ",
  ),
);

/** A frame with less text than this is a widget or an advert. */
const LEAST_IN_FRAME = 200;

/** In Firefox a property of the element itself; pages have neither. */
interface Closed extends Element {
  openOrClosedShadowRoot?: ShadowRoot | null;
}

/** A look at a page: which trees it is made of. It is not kept up to date. */
export class Tree {
  /** All that text can stand in, the document first; also frames that have too little of it to be read. */
  readonly roots: Root[] = [];
  /** Where text stands that the reader does not see (yet): noted by those who look for what is seen. */
  readonly unseen: Element[] = [];
  private readonly inner = new Map<Element, Root>();

  constructor(readonly document: Document) {
    this.enter(document);
  }

  private enter(root: Root): void {
    this.roots.push(root);
    for (const element of root.querySelectorAll("*")) {
      if (NO_HOSTS.has(element.localName)) continue;
      const inner = isFrame(element) ? element.contentDocument : shadowOf(element);
      if (!inner) continue;
      const before = this.roots.length;
      this.enter(inner);
      if (!isFrame(element) || showsText(element, this.roots.slice(before))) this.inner.set(element, inner);
    }
  }

  /** What an element shows in place of its children: a shadow tree, a frame's document, what is put into a slot. */
  insteadOf(element: Element): Iterable<Node> | null {
    if (this.inner.size === 0) return null;
    const inner = this.inner.get(element);
    if (inner) return isDocument(inner) ? (inner.body?.childNodes ?? []) : inner.childNodes;
    if (element.localName !== "slot") return null;
    const put = (element as HTMLSlotElement).assignedNodes();
    return put.length > 0 ? put : null;
  }

  /** Whether an element that shows something else than its children does so on lines of its own. */
  isBlock(element: Element): boolean {
    const inner = this.inner.get(element);
    return inner !== undefined && (isDocument(inner) || !/^(?:inline|contents)/.test(displayOf(element)));
  }
}

const isDocument = (root: Root): root is Document => root.nodeType === Node.DOCUMENT_NODE;

const displayOf = (element: Element): string => getComputedStyle(element).display;

export const isFrame = (element: Element): element is HTMLIFrameElement =>
  element.localName === "iframe" || element.localName === "frame";

function showsText(frame: HTMLIFrameElement, roots: readonly Root[]): boolean {
  const texts = roots.map((root) => (isDocument(root) ? root.body : root)?.textContent ?? "");
  const length = texts.reduce((sum, text) => sum + text.trim().length, 0);
  return length >= LEAST_IN_FRAME && frame.checkVisibility({ visibilityProperty: true });
}

function shadowOf(element: Element): ShadowRoot | null {
  const dom = globalThis.browser?.dom;
  if (dom) return element instanceof SVGElement ? null : dom.openOrClosedShadowRoot(element as HTMLElement);
  return (element as Closed).openOrClosedShadowRoot ?? element.shadowRoot;
}

/** The element around a node, through the border of a shadow tree. */
export function around(node: Node): Element | null {
  const { parentNode } = node;
  if (parentNode?.nodeType === Node.ELEMENT_NODE) return parentNode as Element;
  return (parentNode as ShadowRoot | null)?.host ?? null;
}

/** The nearest element around a node that has a box of its own. */
export function boxAround(node: Node): Element | null {
  let element = around(node);
  while (element && displayOf(element) === "contents") element = around(element);
  return element;
}

/** Whether an element is rendered; one that only passes its children on to its parent is, as it can be seen by itself. */
export function isRendered(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true }) || displayOf(element) === "contents";
}

export const documentOf = (root: Root): Document => root.ownerDocument ?? (root as Document);

/** Whether a tree is part of what its window shows still: a frame that is gone takes its document with it, nodes and all. */
export function isShown(root: Root): boolean {
  try {
    return documentOf(root).defaultView?.document === documentOf(root);
  } catch {
    return false; // in Firefox there is nothing left that could be asked
  }
}

/** Whether a node stands in the page still. */
export function isThere(node: Node): boolean {
  try {
    return node.isConnected && isShown(node.getRootNode() as Root);
  } catch {
    return false;
  }
}

/** Whether a node comes before another in the page, whichever trees they stand in. */
export function comesBefore(one: Node, other: Node): boolean {
  const [before, after] = [chainOf(one), chainOf(other)];
  const n = before.findIndex((node, index) => node !== after[index]);
  const [a, b] = [before[n], after[n]];
  return a !== undefined && b !== undefined && (a.compareDocumentPosition(b) & FOLLOWING) !== 0;
}

const FOLLOWING = 4;

/** A node, and before it the elements in whose inner trees it stands. */
function chainOf(node: Node): Node[] {
  const root = node.getRootNode();
  const outer =
    (root as ShadowRoot).host ?? (root === document ? null : (root as Document).defaultView?.frameElement);
  return outer ? [...chainOf(outer), node] : [node];
}
