// The trees in which marks stand: each shadow tree and each frame needs the marks' styles, and each frame has a registry
// of highlights of its own. The page's document has the styles from the background, where no policy is in their way.

import { type Looks, lookRules } from "../shared/looks";
import marks from "./marks.css";
import marksOnDark from "./marks-dark.css";
import { documentOf, isShown, type Root } from "./tree";

export class Scopes {
  private readonly sheets = new Map<Root, CSSStyleSheet>();
  private css = "";

  /** The documents in which marks may stand. */
  get documents(): Document[] {
    return [...new Set([document, ...this.roots.map(documentOf)])];
  }

  /** The registries of their highlights. */
  get registries(): HighlightRegistry[] {
    return this.documents.flatMap((document) => registryOf(document) ?? []);
  }

  get shadowRoots(): ShadowRoot[] {
    return this.roots.filter((root): root is ShadowRoot => documentOf(root) !== root);
  }

  /** The trees with our styles that are there still. */
  private get roots(): Root[] {
    return [...this.sheets.keys()].filter(isShown);
  }

  /** How marks look from now on. */
  wear(looks: Looks, dark: boolean): void {
    const css = [marks, dark ? marksOnDark : "", lookRules(looks, dark)].join("\n");
    if (css === this.css) return;
    this.css = css;
    for (const root of this.roots) this.sheets.get(root)?.replaceSync(css);
  }

  /** Has the styles in the tree in which a node stands. */
  include(node: Node): void {
    const root = node.getRootNode() as Root;
    const view = documentOf(root).defaultView;
    if (root === document || this.sheets.has(root) || !view) return;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(this.css);
    this.sheets.set(root, sheet);
  }

  /** Puts back what pages have taken out, and forgets frames that are gone. */
  register(): void {
    for (const [root, sheet] of this.sheets) {
      if (!isShown(root)) this.sheets.delete(root);
      else if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    }
  }

  clear(): void {
    for (const root of this.roots) {
      const sheet = this.sheets.get(root);
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
    }
    this.sheets.clear();
  }
}

/**
 * A document's registry of highlights; null where it has no window any more. Asked in the usual way, Firefox 153 soon
 * answers for every window with the registry that this line found first: its compiled code takes them for the same.
 */
export function registryOf({ defaultView: view }: Document): HighlightRegistry | null {
  const property = view && Object.getOwnPropertyDescriptor(view.CSS, "highlights");
  return property?.get?.call(view?.CSS) ?? null;
}
