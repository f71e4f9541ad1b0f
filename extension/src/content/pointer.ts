// When the explanation opens and closes: by the pointer resting on a mark, by a click or tap on it, by Escape and Tab.

import { markAt } from "./hit";
import type { Mark } from "./marks";
import { inWindow, type Point, type Spot } from "./sight";

/** Milliseconds: the pointer has to rest on a mark, and may leave it for a moment on its way to the explanation. */
const REST = 120;
const LEAVE = 250;

/** How an explanation was asked for. By hover it goes when the pointer goes; by click it stays until it is closed. */
export type Way = "hover" | "click" | "keyboard";

/** What the pointer acts on. */
export interface Explained {
  readonly marks: ReadonlyMap<Range, Mark>;
  /** The shadow trees in which some of them stand. */
  readonly shadowRoots: readonly ShadowRoot[];
  /** The mark that is explained now, and how it was asked for; null: none. */
  readonly shown: { mark: Mark; by: Way } | null;
  open(mark: Mark, by: Way, pointer?: Point): void;
  close(): void;
  /** Moves the explanation along with its mark. */
  follow(): void;
  /** Whether an event happened in the explanation itself. */
  holds(event: Event): boolean;
  /** Whether a key press takes the focus out of the explanation. */
  isLeft(event: KeyboardEvent): boolean;
}

/** Listens in the documents that it is told. One hit test an animation frame at most. */
export class Pointer {
  private readonly control = new AbortController();
  private readonly documents = new WeakSet<Document>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What the timer will show; null: nothing. */
  private coming: Mark | null = null;
  private frame = 0;
  private spot: Spot | null = null;
  /** Closed with Escape while the pointer was on it: it stays closed until the pointer has left it. */
  private dismissed: Mark | null = null;

  constructor(private readonly explained: Explained) {}

  /** Listens in a document, from now on and until it is stopped. */
  listen(document: Document): void {
    if (this.documents.has(document)) return;
    this.documents.add(document);
    const options = { signal: this.control.signal, passive: true, capture: true };
    document.addEventListener("pointermove", (event) => this.moved(event, document), options);
    document.addEventListener("click", (event) => this.clicked(event, document), options);
    document.addEventListener("keydown", (event) => this.pressed(event), { ...options, passive: false });
    const follow = (): void => this.explained.follow();
    document.defaultView?.addEventListener("scroll", follow, options);
    document.defaultView?.addEventListener("resize", follow, options);
  }

  stop(): void {
    this.cancel();
    cancelAnimationFrame(this.frame);
    this.control.abort();
  }

  private moved(event: PointerEvent, document: Document): void {
    this.spot = spotOf(event, document);
    cancelAnimationFrame(this.frame);
    // Reading the explanation keeps it open.
    if (this.explained.holds(event)) this.cancel();
    else this.frame = requestAnimationFrame(() => this.look());
  }

  private look(): void {
    if (!this.spot) return;
    const { shown } = this.explained;
    const mark = this.markAt(this.spot);
    if (mark !== this.dismissed) this.dismissed = null;
    if (mark === this.dismissed && mark !== null) return;
    // What was asked for by click or key stays until something else is asked for; by click, until it is closed.
    const settled = mark ? shown?.mark === mark || shown?.by === "click" : shown?.by !== "hover";
    if (settled) this.cancel();
    else if (this.timer === undefined || this.coming !== mark) this.schedule(mark, this.spot);
  }

  private schedule(mark: Mark | null, spot: Spot): void {
    this.cancel();
    this.coming = mark;
    const act = (): void => {
      this.timer = undefined;
      if (mark) this.explained.open(mark, "hover", inWindow(spot));
      else this.explained.close();
    };
    this.timer = setTimeout(act, mark ? REST : LEAVE);
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private clicked(event: MouseEvent, document: Document): void {
    if (this.explained.holds(event)) return;
    this.cancel();
    const spot = spotOf(event, document);
    const mark = this.markAt(spot);
    if (mark) this.explained.open(mark, "click", inWindow(spot));
    else if (this.explained.shown) this.explained.close();
  }

  private pressed(event: KeyboardEvent): void {
    // It stands at the page's end: Tab goes on from where the reader was, not from there.
    if (this.explained.isLeft(event)) this.explained.close();
    if (event.key !== "Escape" || !this.explained.shown) return;
    this.cancel();
    this.dismissed = this.spot && this.markAt(this.spot);
    // In the explanation itself the key is ours; elsewhere the page may want it, too.
    if (this.explained.holds(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    this.explained.close();
  }

  private markAt(spot: Spot): Mark | null {
    return markAt(spot, this.explained.marks, this.explained.shadowRoots);
  }
}

const spotOf = ({ clientX: x, clientY: y }: MouseEvent, document: Document): Spot => ({ document, x, y });
