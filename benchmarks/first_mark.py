"""Measures the time from the press on the toolbar button to the first mark in the page, in real browsers.

usage: python -m benchmarks.first_mark [--rounds N] [--page NAME] [--browser NAME]
       python -m benchmarks.first_mark --saved [--only PREFIX] [--browser NAME]    (from the source's folder)

Each round opens the article in a new tab, so the extension has not seen that tab; the server is warm after the first
round, which is told apart. The clock of the page and that of this program are the same machine's. Prints milliseconds.

With --saved, each of the saved English articles once, in the folder that REPORTEDLY_SHARED names, and the parts of the
time: `opening` until the extension asks the server who it is, most of which the browser takes to open the popup;
`preparing` until it looks at the page; `extraction`, finding the article; `answer`, which is what a second server that
has not seen the text takes until the first block with a mark is judged, those in view before the others; `request`,
what else passes until the marks are made (messages, connection, style sheets); `painting`. Goal: all but `opening` and
`answer` take 100 at most (`over`).
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from build_tools.say import say
from tests.browser.bundle import add_modules
from tests.browser.conftest import BROWSERS, launch
from tests.browser.driver import MARK_PREFIX, Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.saved import ARTICLES, saved_pages
from tests.browser.server import ReportedlyServer

GOAL = 100
PATIENCE = 30
"""Seconds after which a page counts as one without a mark."""

WATCH = f"""(() => {{
  const look = () => {{
    if ([...CSS.highlights].some(([name, marks]) => name.startsWith("{MARK_PREFIX}") && marks.size)) {{
      requestAnimationFrame(() => {{ globalThis.firstMark = performance.timeOrigin + performance.now(); }});
    }} else setTimeout(look, 4);
  }};
  look();
  return true;
}})()"""

STAGES = """performance.getEntriesByType("measure").filter(({ name }) => /^reportedly-(read|mark)$/.test(name))
  .map(({ name, startTime, duration }) => [name.slice("reportedly-".length), performance.timeOrigin + startTime,
    performance.timeOrigin + startTime + duration])"""

BLOCKS = """(() => {
  const blocks = reportedlyTest.extract(document).blocks.filter(({ kind }) => kind === "text");
  return blocks.map(({ id, text, pieces }) => {
    const { top, bottom } = pieces[0].node.parentElement.getBoundingClientRect();
    return [{ id, text }, bottom > 0 && top < document.documentElement.clientHeight];
  });
})()"""
FIRST = 10_000
"""Characters in the extension's first request for an article."""


@dataclass(frozen=True)
class Parts:
    """What the time to the first mark is made of; milliseconds."""

    opening: float
    preparing: float
    extraction: float
    answer: float
    request: float
    painting: float

    @property
    def over(self) -> float:
        """All that the extension takes besides the answer."""
        return self.preparing + self.extraction + self.request + self.painting


def measure(browser: Browser, url: str) -> float:
    """Milliseconds from the press to the frame with the first mark."""
    tab = browser.open(url)
    start, end = first_mark(browser, tab)
    tab.close()
    return end - start


def first_mark(browser: Browser, tab: Tab) -> tuple[float, float]:
    """Presses the button: when, and when the first mark was to be seen; milliseconds of one clock."""
    tab.evaluate(WATCH)
    start = time.time() * 1000
    browser.press_toolbar_button(tab)
    return start, float(tab.wait_until("globalThis.firstMark", "the first mark", timeout=PATIENCE))


def measure_parts(browser: Browser, url: str, server: ReportedlyServer, other: ReportedlyServer) -> Parts:
    """The same by its parts. `server` logs its requests; `other` has not seen the page's text."""
    tab = browser.open(url)
    seen = len(server.output)
    start, end = first_mark(browser, tab)
    stages = tab.evaluate(STAGES)
    [(reading, read)] = [times for stage, *times in stages if stage == "read"]
    painting = max(from_ for stage, from_, _ in stages if stage == "mark" and from_ < end)
    add_modules(tab)
    blocks = tab.evaluate(BLOCKS)
    tab.close()
    asked, answer = asked_for_proof(server, seen), answered(other, blocks)
    return Parts(
        opening=asked - start,
        preparing=reading - asked,
        extraction=read - reading,
        answer=answer,
        request=painting - read - answer,
        painting=end - painting,
    )


def asked_for_proof(server: ReportedlyServer, seen: int) -> float:
    """When the server was first asked who it is, by its log after so many lines; milliseconds."""
    for line, heard in zip(server.output[seen:], server.heard[seen:], strict=False):
        entry: dict[str, Any] = json.loads(line) if line.startswith("{") else {}
        if entry.get("route") == "/v1/status":
            return heard * 1000 - float(entry["ms"])
    raise AssertionError("the server's log does not say that it was asked")


def answered(server: ReportedlyServer, blocks: list[tuple[dict[str, str], bool]]) -> float:
    """Milliseconds until a server has answered for the first block that is marked; those in view (true) come first."""
    sent = [block for n, (block, _) in enumerate(blocks) if sum(len(b["text"]) for b, _ in blocks[: n + 1]) <= FIRST]
    ids = {block["id"] for block in sent}
    priority = [block["id"] for block, is_in_view in blocks if is_in_view and block["id"] in ids]
    token = (server.state / "machine-token").read_text(encoding="utf-8").strip()
    start = time.perf_counter()
    for line in server.lines({"blocks": sent, "priority": priority}, token):
        if any(sentence["flags"] for sentence in line.get("sentences", [])):
            break
    return (time.perf_counter() - start) * 1000


def over_rounds(name: str, page: str, rounds: int) -> None:
    """Prints the first round and the median of the others."""
    with running(name) as (browser, pages, _):
        first = measure(browser, pages.url(page))
        rest = [measure(browser, pages.url(page)) for _ in range(rounds)]
    say(
        f"{name}: first press {first:.0f} ms; then median {statistics.median(rest):.0f} ms "
        f"(from {min(rest):.0f} to {max(rest):.0f} ms, {len(rest)} presses)"
    )


def over_saved_pages(name: str, names: list[str]) -> None:
    """Prints the parts for each page, and their medians."""
    columns = [field.name for field in fields(Parts)]
    say(f"{name:25} " + " ".join(f"{column:>10}" for column in [*columns, "over"]))
    found: list[Parts] = []
    with running(name, "--verbose") as (browser, pages, server), tempfile.TemporaryDirectory() as folder:
        other = ReportedlyServer(Path(folder))
        try:
            answered(
                other, [({"id": "0", "text": "Two aides said that it could be late."}, True)]
            )  # so that it is warm
            measure(browser, pages.url("article.html"))  # so that the first page is no first press
            for page in names:
                pages.saved[page] = saved_pages() / page / "source.html"
                try:
                    parts = measure_parts(browser, pages.url(f"saved/{page}"), server, other)
                except AssertionError:
                    say(f"{page:25} nothing is marked")
                    continue
                found.append(parts)
                say(f"{page:25} " + row(*(getattr(parts, column) for column in columns), parts.over))
        finally:
            other.stop()
    medians = [statistics.median(getattr(parts, column) for parts in found) for column in columns]
    over = [parts.over for parts in found]
    say(f"{'median':25} " + row(*medians, statistics.median(over)))
    say(f"within the goal ({GOAL} ms besides opening and answer): {sum(one <= GOAL for one in over)} of {len(over)}")


@contextmanager
def running(name: str, *options: str) -> Iterator[tuple[Browser, PageServer, ReportedlyServer]]:
    """A browser that is paired with a server of its own."""
    with tempfile.TemporaryDirectory() as folder, PageServer() as pages:
        server = ReportedlyServer(Path(folder), *options)
        try:
            browser = launch(name)
            try:
                pair(browser, server)
                yield browser, pages, server
            finally:
                browser.close()
        finally:
            server.stop()


def row(*milliseconds: float) -> str:
    """Numbers in columns."""
    return " ".join(f"{one:10.0f}" for one in milliseconds)


def main() -> None:
    """Measures and prints, browser by browser."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="rounds after the first (default: 9)")
    parser.add_argument("--page", default="article.html", help="a page of tests/browser/pages (default: article.html)")
    parser.add_argument("--saved", action="store_true", help="the saved pages, each once, and the parts of the time")
    parser.add_argument("--only", default="", metavar="PREFIX", help="of the saved pages those named so")
    parser.add_argument("--browser", choices=BROWSERS, action="append", help="only this one (default: each)")
    arguments = parser.parse_args()
    names = [page for page in ARTICLES if (saved_pages() / page).is_dir() and page.startswith(arguments.only)]
    if arguments.saved and not names:
        sys.exit(f"there are no saved pages in {saved_pages()}: let REPORTEDLY_SHARED name the folder that holds pages")
    for name in arguments.browser or BROWSERS:
        if arguments.saved:
            over_saved_pages(name, names)
        else:
            over_rounds(name, arguments.page, arguments.rounds)


if __name__ == "__main__":
    main()
