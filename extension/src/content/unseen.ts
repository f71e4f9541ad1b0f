// Takes out of a copy of the page what the page does not show: by a style sheet, by an attribute, by a closed fold.

/** Shown by nobody, yet read: what a page says of itself stands in scripts and meta elements. */
const SAYS_OF_THE_PAGE = new Set(["SCRIPT", "LINK", "META"]);

/** Removes from `copy` what is not rendered of `live`. The two have to be the same tree. */
export function removeUnseen(live: Element, copy: Element): void {
  const gone: Element[] = [];
  compare(live, copy, gone);
  for (const element of gone) element.remove();
}

function compare(live: Element, copy: Element, gone: Element[]): void {
  let twin = copy.firstElementChild;
  for (let child = live.firstElementChild; child && twin; child = child.nextElementSibling) {
    if (!child.firstChild || SAYS_OF_THE_PAGE.has(child.tagName)) {
      // Has no text that could be seen.
    } else if (child.checkVisibility({ visibilityProperty: true })) compare(child, twin, gone);
    else gone.push(twin);
    twin = twin.nextElementSibling;
  }
}
