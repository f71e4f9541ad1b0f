"""Times the first run of a newcomer, from the start of the server to the first mark, in real browsers.

usage: python -m benchmarks.first_run [--rounds N]    (from the source's folder)

The browser is open, with the extension in it and an article in front. Then: the server starts, the person presses the
toolbar button (1), presses "Pair" in the popup (2), and "Allow" on the local page, which `serve` has opened (3); the
article is marked. A person reads and compares the code between two clicks, which this program does not: what it prints
is the time that the software takes. Nothing is stored from one round to the next.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.conftest import BROWSERS, launch
from tests.browser.pages_server import PageServer
from tests.browser.server import ReportedlyServer


def measure(name: str, url: str) -> float:
    """Seconds from the start of the server to the marks, in a fresh profile and a fresh state folder."""
    browser = launch(name)
    try:
        tab = browser.open(url)
        with tempfile.TemporaryDirectory() as folder:
            start = time.monotonic()
            server = ReportedlyServer(Path(folder))
            try:
                browser.store({"serverPort": server.port})
                browser.press_toolbar_button(tab)
                popup = browser.extension_page(f"popup.html?tab={browser.tab_id(tab)}")
                popup.click_button("Pair")
                popup.wait_until("document.querySelector('.code')", "a number to compare")
                page = browser.open(server.local_page())
                page.click_button("Allow")
                tab.activate()
                tab.wait_for_marks()
                return time.monotonic() - start
            finally:
                server.stop()
    finally:
        browser.close()


def main() -> None:
    """Prints the median of the rounds for each browser."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="first runs of each browser (default: 5)")
    rounds = parser.parse_args().rounds
    with PageServer() as pages:
        for name in BROWSERS:
            seconds = [measure(name, pages.url("article.html")) for _ in range(rounds)]
            sys.stdout.write(
                f"{name}: 3 clicks, median {statistics.median(seconds):.1f} s "
                f"(from {min(seconds):.1f} to {max(seconds):.1f} s, {rounds} first runs)\n"
            )


if __name__ == "__main__":
    main()
