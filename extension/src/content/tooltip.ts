// The explanation of a mark, beside it: the only thing that is added to the page, as one child of <html>, in a closed
// shadow root, and only while marks stand. Text gets in as text only.

import { computePosition, flip, inline, offset, shift } from "@floating-ui/dom";
import { make } from "../shared/dom";
import type { Explanation } from "../shared/explain";
import { language, t } from "../shared/i18n";
import { type Looks, wearLooks } from "../shared/looks";
import { type Feedback, section } from "./sections";
import { boxOf, lineBoxesOf } from "./sight";
import tooltipStyles from "./tooltip.css";

/** Where the explanation points: a range of the page, and the pointer's place if it was the pointer. */
export interface Target {
  range: Range;
  pointer?: { x: number; y: number };
}

/** The id of what a screen reader reads when the explanation has the focus. */
const WHY = "why";

export class Tooltip {
  private readonly host = document.createElement("div");
  private readonly box = document.createElement("div");
  private readonly spoken = document.createElement("div");
  private readonly root: ShadowRoot;
  private target: Target | null = null;
  /** What had the focus before the explanation took it. */
  private before: Element | null = null;

  constructor(looks: Looks) {
    const { host, box, spoken } = this;
    // Inline and important, so that no rule of the page's moves or hides it.
    const own: Record<string, string> = {
      all: "initial",
      position: "fixed",
      inset: "0 auto auto 0",
      margin: "0",
      border: "0",
      padding: "0",
      background: "transparent",
      overflow: "visible",
      "z-index": "2147483647",
      "pointer-events": "none",
    };
    for (const [name, value] of Object.entries(own)) host.style.setProperty(name, value, "important");
    // In the top layer neither a z-index nor a transform of the page's gets in the way.
    host.popover = "manual";
    const root = host.attachShadow({ mode: "closed" });
    const styles = new CSSStyleSheet();
    styles.replaceSync(tooltipStyles);
    root.adoptedStyleSheets = [styles];
    this.root = root;
    // The page's own shortcuts are not meant by what is typed or pressed in here.
    for (const kind of ["keydown", "keyup", "keypress", "click", "pointerdown", "mousedown"]) {
      root.addEventListener(kind, (event) => event.stopPropagation());
    }
    box.className = "box";
    box.hidden = true;
    box.tabIndex = -1;
    box.setAttribute("role", "dialog");
    box.ariaLabel = t("explanation_label");
    box.setAttribute("aria-describedby", WHY);
    box.dir = browser.i18n.getMessage("@@bidi_dir");
    wearLooks(box, looks);
    box.lang = language();
    spoken.className = "spoken";
    spoken.setAttribute("role", "status");
    root.append(box, spoken);
  }

  /** Puts the (empty) host into the page. */
  mount(dark: boolean): void {
    this.box.classList.toggle("dark", dark);
    if (!this.host.isConnected) document.documentElement.append(this.host);
    if (!this.host.matches(":popover-open")) this.host.showPopover();
  }

  /** Takes the host out of the page. */
  remove(): void {
    this.close();
    this.host.remove();
  }

  /**
   * Shows explanations at a target. `takeFocus`: the person came by keyboard, so its buttons have to be within reach, and
   * a screen reader reads it.
   */
  show(
    target: Target,
    explanations: readonly Explanation[],
    feedback: Feedback | null,
    takeFocus: boolean,
  ): void {
    const { box, host, spoken } = this;
    this.target = target;
    spoken.textContent = "";
    const say = (text: string): void => {
      spoken.textContent = text;
    };
    const why = make("div", "", ...explanations.map((one) => section(one, feedback, say)));
    why.id = WHY;
    box.replaceChildren(why);
    box.hidden = false;
    this.place();
    if (!takeFocus) return;
    if (document.activeElement !== host) this.before = document.activeElement;
    box.focus({ preventScroll: true });
  }

  close(): void {
    this.target = null;
    this.giveFocusBack();
    this.box.hidden = true;
    this.box.replaceChildren();
    this.spoken.textContent = "";
  }

  /** Moves the explanation to where its range is now; false when the range is out of sight. */
  place(): boolean {
    const { target, box } = this;
    if (!target) return false;
    const { range, pointer } = target;
    const rect = boxOf(range);
    if (rect.width === 0 || rect.bottom < 0 || rect.top > document.documentElement.clientHeight) return false;
    const reference = {
      getBoundingClientRect: () => boxOf(range),
      getClientRects: () => lineBoxesOf(range),
    };
    void computePosition(reference, box, {
      strategy: "fixed",
      placement: "top-start",
      middleware: [
        inline(pointer ?? {}),
        offset(10),
        flip({ padding: 8 }),
        shift({ padding: 8, crossAxis: true }),
      ],
    }).then(({ x, y }) => {
      if (this.target === target) box.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
    });
    return true;
  }

  private giveFocusBack(): void {
    const { before, root } = this;
    this.before = null;
    if (!root.activeElement) return;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    if (root.activeElement instanceof HTMLElement) root.activeElement.blur();
  }

  /** Whether an event happened in the explanation. */
  holds(event: Event): boolean {
    return event.composedPath().includes(this.host);
  }

  /** Whether a press of Tab leaves the explanation: forwards from its last button, backwards from its first. */
  isLeft(event: KeyboardEvent): boolean {
    const { box, root } = this;
    const focused = root.activeElement;
    if (event.key !== "Tab" || !focused) return false;
    const buttons = [...box.querySelectorAll("button")];
    const edge = event.shiftKey ? buttons[0] : buttons.at(-1);
    return focused === edge || (focused === box && (event.shiftKey || !edge));
  }
}
