"""Measures the time from the press on the toolbar button to the first mark in the page, in real browsers.

usage: python -m benchmarks.first_mark [--rounds N] [--page NAME]    (from the source's folder)

Each round opens the article in a new tab, so the extension has not seen that tab; the server is warm after the first
round, which is told apart. The clock of the page and that of this program are the same machine's. Prints milliseconds.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.conftest import BROWSERS, launch
from tests.browser.driver import MARK_PREFIX, Browser
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.server import ReportedlyServer

WATCH = f"""(() => {{
  const look = () => {{
    if ([...CSS.highlights].some(([name, marks]) => name.startsWith("{MARK_PREFIX}") && marks.size)) {{
      requestAnimationFrame(() => {{ globalThis.firstMark = performance.timeOrigin + performance.now(); }});
    }} else setTimeout(look, 4);
  }};
  look();
  return true;
}})()"""


def measure(browser: Browser, url: str) -> float:
    """Milliseconds from the press to the frame with the first mark."""
    tab = browser.open(url)
    tab.evaluate(WATCH)
    start = time.time() * 1000
    browser.press_toolbar_button(tab)
    end = float(tab.wait_until("globalThis.firstMark", "the first mark", timeout=120))
    tab.close()
    return end - start


def main() -> None:
    """Prints, for each browser, the first round and the median of the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="rounds after the first (default: 9)")
    parser.add_argument("--page", default="article.html", help="a page of tests/browser/pages (default: article.html)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, PageServer() as pages:
        server = ReportedlyServer(Path(folder))
        try:
            for name in BROWSERS:
                browser = launch(name)
                try:
                    pair(browser, server)
                    first = measure(browser, pages.url(arguments.page))
                    rest = [measure(browser, pages.url(arguments.page)) for _ in range(arguments.rounds)]
                finally:
                    browser.close()
                sys.stdout.write(
                    f"{name}: first press {first:.0f} ms; then median {statistics.median(rest):.0f} ms "
                    f"(from {min(rest):.0f} to {max(rest):.0f} ms, {len(rest)} presses)\n"
                )
        finally:
            server.stop()


if __name__ == "__main__":
    main()
