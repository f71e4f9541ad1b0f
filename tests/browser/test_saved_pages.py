"""Ten news pages as they once stood on the web: something is marked, and only in the article.

The pages and what an independent run of Readability takes for their article are no part of the source; where they are
missing, these tests are skipped.
"""

import html
import json
import re
from pathlib import Path

import pytest

from tests.browser.driver import Browser
from tests.browser.pages_server import PageServer

NEWS = [
    "bbc-1",
    "cnn",
    "herald-sun-1",
    "nytimes-1",
    "nytimes-4",
    "salon-1",
    "seattletimes-1",
    "telegraph",
    "wapo-1",
    "wapo-2",
]

IN_FIREFOX = ["bbc-1", "telegraph", "wapo-1"]
"""Pages that Firefox reads too; not all, to keep the run short: the code that finds the article is the same."""

READINGS = [("chromium", name) for name in NEWS] + [("firefox", name) for name in IN_FIREFOX]


@pytest.fixture(scope="session")
def news(request: pytest.FixtureRequest, shared: Path) -> Path:
    folder = shared / "pages" / str(request.param)
    if not folder.is_dir():
        pytest.skip("the saved news pages are not here")
    return folder


def squeezed(text: str) -> str:
    """Without any white space: that is where two serialisations of one text may differ."""
    return re.sub(r"\s+", "", text)


def article_text(folder: Path) -> str:
    """The text of the article, squeezed, with its title before it."""
    metadata = json.loads((folder / "expected-metadata.json").read_text(encoding="utf-8"))
    body = (folder / "expected.html").read_text(encoding="utf-8")
    return squeezed(str(metadata["title"])) + squeezed(html.unescape(re.sub(r"<[^>]*>", "", body)))


@pytest.mark.parametrize(("browser", "news"), READINGS, indirect=True, scope="session")
def test_only_the_article_is_marked(reader: Browser, pages: PageServer, news: Path) -> None:
    pages.saved[news.name] = news / "source.html"
    tab = reader.open(pages.url(f"saved/{news.name}"))
    try:
        before = tab.body()
        reader.press_toolbar_button(tab)
        marks = tab.wait_for_marks(timeout=90)
        assert tab.body() == before
        expected = article_text(news)
        outside = [text for texts in marks.values() for text in texts if squeezed(text) not in expected]
        assert not outside
    finally:
        tab.close()
