"""Measures how long the extension holds up a page at most, and whether a tab's memory grows, in a real Chromium.

usage: python -m benchmarks.slices [--navigations N]    (from the source's folder)

For an article of 40 and one of 3,000 sentences: the longest time in one go, in milliseconds, of reading the page
(`read`), of making marks (`mark`) and of reading it again after a paragraph has come (`renew`); goals 50 and 100.
Reading has one part that is not ours and cannot be interrupted, the pass of Readability: it is told by itself and not
counted in the two. Then one tab goes to the small article again and again and is marked each time: the heap after
each tenth of the navigations, collected, in megabytes.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.browser.chromium import Chromium, ChromiumTab
from tests.browser.conftest import launch
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
LATE = "The bridge might possibly be closed for the whole of the winter, a move that nobody had expected."


def article(sentences: int) -> str:
    """A page with an article of so many sentences, four to a paragraph."""
    paragraphs = "".join(
        f"<p>{' '.join(one.format(n=n) for one in SENTENCES)}</p>" for n in range(sentences // len(SENTENCES))
    )
    return f"<!doctype html><html lang=en><title>Mills</title><body><article><h1>Mills</h1>{paragraphs}</article>"


def slices(browser: Chromium, url: str) -> dict[str, float]:
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


def heaps(browser: Chromium, url: str, navigations: int) -> list[float]:
    """Megabytes of the page's heap after every tenth of so many navigations, marked each time."""
    tab = browser.open(url)
    assert isinstance(tab, ChromiumTab)
    session = tab.page.context.new_cdp_session(tab.page)
    found = []
    for n in range(1, navigations + 1):
        tab.goto(f"{url}?{n}")
        browser.press_toolbar_button(tab)
        tab.wait_until("[...CSS.highlights].some(([, marks]) => marks.size)", "a mark", 120)
        if n % max(1, navigations // 10) == 0:
            session.send("HeapProfiler.collectGarbage")
            found.append(session.send("Runtime.getHeapUsage")["usedSize"] / 1e6)
    tab.close()
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--navigations", type=int, default=100, help="how often the tab is reloaded (0: not at all)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, PageServer() as pages:
        server = ReportedlyServer(Path(folder))
        browser = launch("chromium")
        assert isinstance(browser, Chromium)
        try:
            pair(browser, server)
            for sentences in (40, 3000):
                page = Path(folder) / f"{sentences}.html"
                page.write_text(article(sentences), encoding="utf-8")
                pages.saved[page.name] = page
                worst = slices(browser, pages.url(f"saved/{page.name}"))
                told = ", ".join(f"{stage} {milliseconds:.0f} ms" for stage, milliseconds in worst.items())
                sys.stdout.write(f"{sentences} sentences, longest in one go: {told}\n")
                sys.stdout.flush()
            if options.navigations:
                told = " ".join(f"{mb:.1f}" for mb in heaps(browser, pages.url("saved/40.html"), options.navigations))
                sys.stdout.write(f"heap over {options.navigations} navigations, MB: {told}\n")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
