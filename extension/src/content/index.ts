// The content script. It is put into a page only when somebody asks for that page, and does nothing by itself: it
// answers the background. The way of a request:
//
//   extract (Readability on a clone, aligned to the page)   once an analysis; some 30 ms, at most about 100
//   anchor  (offsets to ranges)                             for each batch of findings; well under a millisecond each
//   paint   (ranges to highlights)                          with it
//   tooltip (one hit test an animation frame)               only while marks stand
//
// It never calls the network, and the page cannot call it: there is no message from a page that it would hear.

import type { ContentAnswers, ContentRequest } from "../shared/messages";
import { Page } from "./page";
import { timed } from "./timing";

// Injected again at each press of the button: the first one stays.
const scope = globalThis as { reportedlyPage?: Page };
if (!scope.reportedlyPage) {
  const page = new Page();
  scope.reportedlyPage = page;
  browser.runtime.onMessage.addListener((request: ContentRequest) => Promise.resolve(answer(page, request)));
}

function answer(page: Page, request: ContentRequest): ContentAnswers[ContentRequest["type"]] {
  switch (request.type) {
    case "state":
      return { run: page.markedRun };
    case "extract":
      return timed("read", () => page.read(request.run, request.view, request.selected));
    case "paint":
      return { counts: timed("mark", () => page.paint(request)) };
    case "show":
      page.show(request.view);
      return null;
    case "clear":
      page.clear();
      return null;
    case "step":
      page.step(request.direction);
      return null;
    case "jump":
      page.jump(request.block, request.start, request.end);
      return null;
    case "report":
      return page.report();
    case "selected":
      return page.selected();
  }
}
