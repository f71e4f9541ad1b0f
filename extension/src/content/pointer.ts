// When the explanation opens and closes: by the pointer resting on a mark, by a click or tap on it, by Escape and Tab.

import { markAt } from "./hit";
import type { Mark } from "./marks";

/** Milliseconds: the pointer has to rest on a mark, and may leave it for a moment on its way to the explanation. */
const REST = 120;
const LEAVE = 250;

/** Of the viewport, in CSS pixels. */
export interface Point {
  x: number;
  y: number;
}

/** How an explanation was asked for. By hover it goes when the pointer goes; by click it stays until it is closed. */
export type Way = "hover" | "click" | "keyboard";

/** What the pointer acts on. */
export interface Explained {
  readonly marks: ReadonlyMap<Range, Mark>;
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

/** Starts listening; the returned function stops it. One hit test an animation frame at most. */
export function watchPointer(explained: Explained): () => void {
  const watch = new Watch(explained);
  return () => watch.stop();
}

class Watch {
  private readonly control = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What the timer will show; null: nothing. */
  private coming: Mark | null = null;
  private frame = 0;
  private point: Point | null = null;
  /** Closed with Escape while the pointer was on it: it stays closed until the pointer has left it. */
  private dismissed: Mark | null = null;

  constructor(private readonly explained: Explained) {
    const options = { signal: this.control.signal, passive: true, capture: true };
    document.addEventListener("pointermove", (event) => this.moved(event), options);
    document.addEventListener("click", (event) => this.clicked(event), options);
    document.addEventListener("keydown", (event) => this.pressed(event), { ...options, passive: false });
    addEventListener("scroll", () => explained.follow(), options);
    addEventListener("resize", () => explained.follow(), options);
  }

  stop(): void {
    this.cancel();
    cancelAnimationFrame(this.frame);
    this.control.abort();
  }

  private moved(event: PointerEvent): void {
    this.point = { x: event.clientX, y: event.clientY };
    cancelAnimationFrame(this.frame);
    // Reading the explanation keeps it open.
    if (this.explained.holds(event)) this.cancel();
    else this.frame = requestAnimationFrame(() => this.look());
  }

  private look(): void {
    if (!this.point) return;
    const { shown, marks } = this.explained;
    const mark = markAt(this.point.x, this.point.y, marks);
    if (mark !== this.dismissed) this.dismissed = null;
    if (mark === this.dismissed && mark !== null) return;
    // What was asked for by click or key stays until something else is asked for; by click, until it is closed.
    const settled = mark ? shown?.mark === mark || shown?.by === "click" : shown?.by !== "hover";
    if (settled) this.cancel();
    else if (this.timer === undefined || this.coming !== mark) this.schedule(mark, this.point);
  }

  private schedule(mark: Mark | null, point: Point): void {
    this.cancel();
    this.coming = mark;
    const act = (): void => {
      this.timer = undefined;
      if (mark) this.explained.open(mark, "hover", point);
      else this.explained.close();
    };
    this.timer = setTimeout(act, mark ? REST : LEAVE);
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private clicked(event: MouseEvent): void {
    if (this.explained.holds(event)) return;
    this.cancel();
    const point = { x: event.clientX, y: event.clientY };
    const mark = markAt(point.x, point.y, this.explained.marks);
    if (mark) this.explained.open(mark, "click", point);
    else if (this.explained.shown) this.explained.close();
  }

  private pressed(event: KeyboardEvent): void {
    // It stands at the page's end: Tab goes on from where the reader was, not from there.
    if (this.explained.isLeft(event)) this.explained.close();
    if (event.key !== "Escape" || !this.explained.shown) return;
    this.cancel();
    this.dismissed = this.point && markAt(this.point.x, this.point.y, this.explained.marks);
    // In the explanation itself the key is ours; elsewhere the page may want it, too.
    if (this.explained.holds(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    this.explained.close();
  }
}
