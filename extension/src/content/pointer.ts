// When the explanation opens and closes: by the pointer resting on a mark, by a click or tap on it, by Escape.

import { markAt } from "./hit";
import type { Mark } from "./marks";
import type { Tooltip } from "./tooltip";

/** Milliseconds: the pointer has to rest on a mark, and may leave it for a moment on its way to the explanation. */
const REST = 120;
const LEAVE = 250;

export interface Watched {
  marks: ReadonlyMap<Range, Mark>;
  tooltip: Tooltip;
  open(mark: Mark, pointer: { x: number; y: number }): void;
  close(): void;
}

/** Starts listening; the returned function stops it. One hit test an animation frame at most. */
export function watchPointer({ marks, tooltip, open, close }: Watched): () => void {
  const control = new AbortController();
  const options = { signal: control.signal, passive: true, capture: true };
  let shown: Mark | null = null;
  let wanted: Mark | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;

  const want = (mark: Mark | null, at: { x: number; y: number }): void => {
    if (mark === wanted && (timer !== undefined || mark === shown)) return;
    clearTimeout(timer);
    timer = undefined;
    wanted = mark;
    if (mark === shown && tooltip.isOpen) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        shown = mark;
        if (mark) open(mark, at);
        else close();
      },
      mark ? REST : LEAVE,
    );
  };

  const look = (event: PointerEvent): void => {
    const at = { x: event.clientX, y: event.clientY };
    if (tooltip.holds(event)) {
      // Reading it keeps it open.
      clearTimeout(timer);
      timer = undefined;
      wanted = shown;
      return;
    }
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const mark = markAt(at.x, at.y, marks);
      if (mark || tooltip.isOpen || wanted) want(mark, at);
    });
  };

  document.addEventListener("pointermove", look, options);
  document.addEventListener(
    "click",
    (event) => {
      if (tooltip.holds(event)) return;
      const at = { x: event.clientX, y: event.clientY };
      const mark = markAt(at.x, at.y, marks);
      clearTimeout(timer);
      timer = undefined;
      wanted = mark;
      shown = mark;
      if (mark) open(mark, at);
      else if (tooltip.isOpen) close();
    },
    options,
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !tooltip.isOpen) return;
      clearTimeout(timer);
      timer = undefined;
      wanted = null;
      shown = null;
      close();
    },
    options,
  );
  const follow = (): void => void tooltip.place();
  addEventListener("scroll", follow, options);
  addEventListener("resize", follow, options);
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    control.abort();
  };
}
