"""Makes docs/images/marks.png, the picture in the README, from the test article in a real Chromium.

usage: python -m tests.browser.screenshot    (from the source's folder)
"""

import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import launch
from tests.browser.driver import REPOSITORY
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.reading import explanation_of
from tests.browser.server import ReportedlyServer

EMOJI = "🚢🛟 "

PICTURE = REPOSITORY / "docs" / "images" / "marks.png"


def main() -> None:
    """Writes the picture: the article with its marks, and the tooltip of one of them."""
    with tempfile.TemporaryDirectory() as folder, PageServer() as pages:
        server = ReportedlyServer(Path(folder))
        try:
            browser = launch("chromium")
            try:
                pair(browser, server)
                tab = browser.open(pages.url("article.html"))
                assert isinstance(tab, ChromiumTab)
                tab.page.set_viewport_size({"width": 1000, "height": 800})
                # The machine that makes the picture may have no font with emoji.
                tab.evaluate(f"(document.body.innerHTML = document.body.innerHTML.replace({EMOJI!r}, ''))")
                browser.press_toolbar_button(tab)
                tab.wait_for_marks(timeout=120)
                tab.evaluate("scrollTo({top: 0, behavior: 'instant'})")
                explanation_of(tab, "The reform of")
                tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                PICTURE.parent.mkdir(parents=True, exist_ok=True)
                PICTURE.write_bytes(tab.screenshot())
            finally:
                browser.close()
        finally:
            server.stop()
    sys.stdout.write(f"wrote {PICTURE.relative_to(REPOSITORY)}\n")


if __name__ == "__main__":
    main()
