// The explanation of a mark, beside it: the only thing that is added to the page, as one child of <html>, in a closed
// shadow root, and only while marks stand. Text gets in as text only.

import { computePosition, flip, inline, offset, shift } from "@floating-ui/dom";
import type { Explanation } from "../shared/explain";
import { SHORT } from "../shared/flags";
import { t } from "../shared/i18n";
import { type Looks, wearLooks } from "../shared/looks";
import tooltipStyles from "./tooltip.css";

/** Where the explanation points: a range of the page, and the pointer's place if it was the pointer. */
export interface Target {
  range: Range;
  pointer?: { x: number; y: number };
}

export class Tooltip {
  private readonly host = document.createElement("div");
  private readonly box = document.createElement("div");
  private readonly spoken = document.createElement("div");
  private target: Target | null = null;

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
    box.className = "box";
    box.hidden = true;
    wearLooks(box, looks);
    box.lang = browser.i18n.getUILanguage();
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

  /** Shows explanations at a target. `aloud`: also for screen readers, when the person came by keyboard. */
  show(target: Target, explanations: readonly Explanation[], aloud: boolean): void {
    this.target = target;
    this.box.replaceChildren(...explanations.map(section));
    this.box.hidden = false;
    this.spoken.textContent = aloud ? explanations.map(asSentence).join(" ") : "";
    this.place();
  }

  close(): void {
    this.target = null;
    this.box.hidden = true;
    this.box.replaceChildren();
    this.spoken.textContent = "";
  }

  /** Moves the explanation to where its range is now; false when the range is out of sight. */
  place(): boolean {
    const { target, box } = this;
    if (!target) return false;
    const { range, pointer } = target;
    const rect = range.getBoundingClientRect();
    if (rect.width === 0 || rect.bottom < 0 || rect.top > document.documentElement.clientHeight) return false;
    const reference = {
      getBoundingClientRect: () => range.getBoundingClientRect(),
      getClientRects: () => [...range.getClientRects()],
    };
    void computePosition(reference, box, {
      strategy: "fixed",
      placement: "top-start",
      middleware: [inline(pointer ?? {}), offset(10), flip({ padding: 8 }), shift({ padding: 8 })],
    }).then(({ x, y }) => {
      if (this.target === target) box.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
    });
    return true;
  }

  /** Whether an event happened in the explanation. */
  holds(event: Event): boolean {
    return event.composedPath().includes(this.host);
  }
}

function section({ flag, title, texts, question }: Explanation): HTMLElement {
  const part = element("section", "");
  part.className = SHORT[flag];
  const heading = element("h2", title);
  heading.prepend(
    Object.assign(element("span", t("mark_sample")), { className: "sample", ariaHidden: "true" }),
  );
  part.append(heading, ...texts.map((text) => element("p", text)));
  if (question) part.append(Object.assign(element("p", question), { className: "question" }));
  return part;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

const asSentence = ({ title, texts, question }: Explanation): string =>
  `${title}. ${[...texts, question].join(" ")}`;
