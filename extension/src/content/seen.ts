// What is cut off: text behind the lower edge of a box that neither grows with it nor scrolls, as in the stub before a
// paywall or above "Read more".

import { around, isRendered } from "./tree";

/** CSS pixels by which layouts are off. */
const SLACK = 2;

/** Whether an element is rendered and not cut off. */
export const isSeen = (element: Element, cuts: Cuts): boolean => isRendered(element) && !cuts.has(element);

/** A look at what the page cuts off. It is not kept up to date. */
export class Cuts {
  /** Where what stands in an element is cut off; CSS pixels from the top of its window. */
  private readonly edges = new Map<Element, number>();

  /** Whether nothing of an element can be seen for that, however far the reader scrolls. */
  has(element: Element): boolean {
    const edge = this.edgeIn(around(element));
    return edge < Number.POSITIVE_INFINITY && element.getBoundingClientRect().top >= edge - SLACK;
  }

  private edgeIn(element: Element | null): number {
    // What <html> and <body> cut off is the window's to scroll.
    if (!element || element === element.ownerDocument.body) return Number.POSITIVE_INFINITY;
    let edge = this.edges.get(element);
    if (edge === undefined) {
      const { overflowY } = getComputedStyle(element);
      const scrolls = overflowY === "auto" || overflowY === "scroll";
      edge = scrolls
        ? Number.POSITIVE_INFINITY
        : Math.min(ownEdge(element, overflowY), this.edgeIn(around(element)));
      this.edges.set(element, edge);
    }
    return edge;
  }
}

function ownEdge(element: Element, overflowY: string): number {
  if (overflowY !== "hidden" && overflowY !== "clip") return Number.POSITIVE_INFINITY;
  const { bottom } = element.getBoundingClientRect();
  // A box as high as the window stands for it: a script scrolls it, or has locked it while a dialog is open.
  const window = element.ownerDocument.documentElement.clientHeight;
  return Math.abs(bottom - window) <= SLACK ? Number.POSITIVE_INFINITY : bottom;
}
