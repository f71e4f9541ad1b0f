"""What is taken for the article of saved pages of the press, against what Readability's own authors expect of it.

Ours leaves out what stands beside the text and they keep: captions, bylines, related stories, tables. So a part of what
they expect may be missing; what ours has and they do not would be a page's frame. The floors lie a little below what
was measured. Without the saved pages these tests are left out; the pages of the tests' own are in test_extract.py.
"""

import html
import re

import pytest

from benchmarks.agreement import added, agreement, lost
from tests.browser.bundle import BUNDLE
from tests.browser.conftest import BROWSERS
from tests.browser.driver import Browser
from tests.browser.pages_server import PageServer
from tests.browser.saved import ARTICLES, saved_pages
from tests.browser.test_extract import READ, load

LEAST_PRECISION, LEAST_RECALL = 0.95, 0.8
"""On each page."""
LEAST_MEANS = (0.985, 0.935)
"""Precision and recall over all pages."""


@pytest.fixture(scope="module")
def readings(browser: Browser, pages: PageServer) -> dict[str, str]:
    """What is read in each page, a line for each block."""
    names = [name for name in ARTICLES if (saved_pages() / name / "expected.html").is_file()]
    if not names:
        pytest.skip("the saved news pages are not here")
    if not BUNDLE.is_file():
        pytest.skip("dist/test/content.js is not built: run `python3 build.py extension`")
    found: dict[str, str] = {}
    tab = browser.open(pages.url("empty.html"))
    for name in names:
        pages.saved[name] = saved_pages() / name / "source.html"
        load(tab, pages.url(f"saved/{name}"))
        article = tab.evaluate(READ) or {"lost": 0, "blocks": []}
        assert article["lost"] == 0, name
        found[name] = "\n".join(block["text"] for block in article["blocks"])
    tab.close()
    return found


def expected(name: str) -> str:
    """The text that Readability's authors expect of a page, a line for each element."""
    body = (saved_pages() / name / "expected.html").read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^>]*>", "\n", body))


# The code that finds the article is the same in both browsers.
@pytest.mark.parametrize("browser", BROWSERS[:1], indirect=True, scope="session")
def test_the_articles_are_read_and_little_else(readings: dict[str, str]) -> None:
    texts = {name: expected(name) for name in readings}
    found = agreement(texts, readings)
    worse = {
        name: (page, added(texts[name], readings[name])[:3], lost(texts[name], readings[name])[:3])
        for name, page in found.pages.items()
        if page[0] < LEAST_PRECISION or page[1] < LEAST_RECALL
    }
    assert worse == {}
    assert found.precision >= LEAST_MEANS[0]
    assert found.recall >= LEAST_MEANS[1]
