"""Measures how long the extension holds up a page at most, and whether a tab's memory grows, in real browsers.

usage: python -m benchmarks.slices [--navigations N] [--browser NAME]    (from the source's folder)

For an article of 40 and one of 3,000 sentences: the longest time in one go, in milliseconds, of reading the page
(`read`), of making marks (`mark`) and of reading it again after a paragraph has come (`renew`); goals 50 and 100.
Reading has one part that is not ours and cannot be interrupted, the pass of Readability: it is told by itself and not
counted in the two. Then one tab goes to the small article again and again and is marked each time: the memory of the
page after each tenth of the navigations, collected, in megabytes. In Chromium that is the heap of its scripts; Firefox
tells of whole processes, so there it is all that the page's process has allocated.
"""

import argparse
import tempfile
from pathlib import Path
from typing import NamedTuple

from build_tools.say import say
from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import BROWSERS, launch
from tests.browser.driver import Browser, Tab
from tests.browser.firefox import Firefox
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.server import ReportedlyServer

SENTENCES = [
    "The council of place {n} is reportedly planning to sell the mill by the river before the summer of next year.",
    "Mayor Petra Holm said on Monday that decision {n} had not been taken and that the council would meet in May.",
    "Two officials familiar with talk {n} said a price had already been agreed with a company from the capital.",
    "The mill number {n} was built in 1871 and has stood empty since the fire in the spring of the year before.",
]
TOLD = ["read", "mark", "renew", "readability"]
MEASURES = """performance.getEntriesByType('measure').filter(({name}) => name.startsWith('reportedly-'))
  .map(({name, startTime, duration}) => [name.slice('reportedly-'.length), startTime, startTime + duration])"""
ALLOCATED = """
const manager = Cc["@mozilla.org/memory-reporter-manager;1"].getService(Ci.nsIMemoryReporterManager);
await new Promise((done) => manager.minimizeMemoryUsage(done));
const pid = `(pid ${window.gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.osPid})`;
let bytes = 0;
// What about:memory calls explicit: the heap, and what is mapped beside it.
await new Promise((done) => manager.getReports((process, path, kind, units, amount) => {
  const isBeside = path.startsWith("explicit/") && kind === Ci.nsIMemoryReporter.KIND_NONHEAP;
  if (process.includes(pid) && (path === "heap-allocated" || isBeside)) bytes += amount;
}, null, done, null, false));
return bytes;
"""
LATE = "The bridge might possibly be closed for the whole of the winter, a move that nobody had expected."


def article(sentences: int) -> str:
    """A page with an article of so many sentences, four to a paragraph."""
    paragraphs = "".join(
        f"<p>{' '.join(one.format(n=n) for one in SENTENCES)}</p>" for n in range(sentences // len(SENTENCES))
    )
    return f"<!doctype html><html lang=en><title>Mills</title><body><article><h1>Mills</h1>{paragraphs}</article>"


def slices(browser: Browser, url: str) -> dict[str, float]:
    """The longest time in one go of each stage, milliseconds."""
    tab = browser.open(url)
    browser.press_toolbar_button(tab)
    tab.wait_for_marks(timeout=300)
    late = f"Object.assign(document.createElement('p'), {{textContent: {LATE!r}}})"
    tab.evaluate(f"(document.querySelector('article').append({late}), 1)")
    tab.wait_until("performance.getEntriesByName('reportedly-renew').length", "the page to be read again", 120)
    measures = [Measure(*one) for one in tab.evaluate(MEASURES)]
    tab.close()
    passes = [one for one in measures if one.stage == "readability"]
    return {stage: max(own(one, passes) for one in measures if one.stage == stage) for stage in TOLD}


class Measure(NamedTuple):
    """A measure of the page's timeline: milliseconds since the page began to load."""

    stage: str
    start: float
    end: float


def own(stage: Measure, passes: list[Measure]) -> float:
    """How long a stage took without Readability's passes inside of it, milliseconds."""
    inside = [one for one in passes if one is not stage and stage.start <= one.start and one.end <= stage.end]
    return stage.end - stage.start - sum(one.end - one.start for one in inside)


def heaps(browser: Browser, url: str, navigations: int) -> list[float]:
    """Megabytes of the page's memory after every tenth of so many navigations, marked each time."""
    tab = browser.open(url)
    found = []
    for n in range(1, navigations + 1):
        tab.goto(f"{url}?{n}")
        browser.press_toolbar_button(tab)
        tab.wait_until("[...CSS.highlights].some(([, marks]) => marks.size)", "a mark", 120)
        if n % max(1, navigations // 10) == 0:
            found.append(memory(browser, tab) / 1e6)
    tab.close()
    return found


def memory(browser: Browser, tab: Tab) -> float:
    """Bytes that the page in front has, after what is not needed has been collected."""
    if isinstance(browser, Firefox):
        return float(browser.chrome(ALLOCATED))
    assert isinstance(tab, ChromiumTab)
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("HeapProfiler.collectGarbage")
    used = float(session.send("Runtime.getHeapUsage")["usedSize"])
    session.detach()
    return used


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--navigations", type=int, default=100, help="how often the tab is reloaded (0: not at all)")
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="only this one (default: each)")
    options = parser.parse_args()
    for name in options.browser or BROWSERS:
        in_browser(name, options.navigations)


def in_browser(name: str, navigations: int) -> None:
    """Measures in one browser and prints."""
    with tempfile.TemporaryDirectory() as folder, PageServer() as pages:
        server = ReportedlyServer(Path(folder))
        browser = launch(name)
        try:
            pair(browser, server)
            for sentences in (40, 3000):
                page = Path(folder) / f"{sentences}.html"
                page.write_text(article(sentences), encoding="utf-8")
                pages.saved[page.name] = page
                worst = slices(browser, pages.url(f"saved/{page.name}"))
                told = ", ".join(f"{stage} {milliseconds:.0f} ms" for stage, milliseconds in worst.items())
                say(f"{name}, {sentences} sentences, longest in one go: {told}")
            if navigations:
                told = " ".join(f"{mb:.1f}" for mb in heaps(browser, pages.url("saved/40.html"), navigations))
                say(f"{name}, memory over {navigations} navigations, MB: {told}")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
