// What the reader has selected, in whichever tree of the page.

import { Tree } from "./tree";

/** What is selected in a page; null when nothing is. */
export function selectedIn(document: Document): Range | null {
  const { roots } = new Tree(document);
  const shadowRoots = roots.filter((root): root is ShadowRoot => root.ownerDocument !== null);
  for (const root of roots) {
    const selection = root.ownerDocument === null ? (root as Document).getSelection() : null;
    // A selection of the document itself would not tell where in a shadow tree it stands.
    const [selected] = selection?.rangeCount ? selection.getComposedRanges({ shadowRoots }) : [];
    if (selected && !selected.collapsed) return asRange(selected);
  }
  return null;
}

/** A range cannot leave its tree: a selection that does is taken up to the end of the tree in which it begins. */
function asRange({ startContainer, startOffset, endContainer, endOffset }: StaticRange): Range {
  const range = new Range();
  range.setStart(startContainer, startOffset);
  const root = startContainer.getRootNode();
  if (endContainer.getRootNode() === root) range.setEnd(endContainer, endOffset);
  else range.setEnd(root, root.childNodes.length);
  return range;
}

/** Selects a range. */
export function select({ startContainer, startOffset, endContainer, endOffset }: Range): void {
  startContainer.ownerDocument
    ?.getSelection()
    ?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
}
