"""How the content script finds an article and leads offsets back to the page, in real documents.

These tests run the extension's own modules in a page, built into dist/test/content.js.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.articles import OUTSIDE
from tests.browser.bundle import BUNDLE, add_modules
from tests.browser.conftest import BROWSERS
from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.test_saved_pages import NEWS

READ = """(() => {
  const article = reportedlyTest.extract(document);
  return article && { lost: article.lost, blocks: article.blocks.map(({ id, kind, text }) => ({ id, kind, text })) };
})()"""

# For each block: is the range of the whole text the text, and that of each character that character?
ROUND_TRIP = """(() => {
  const { extract, rangeOf } = reportedlyTest;
  const bare = (text) => text.replace(/[\\s\\u00ad\\u200b]+/g, "");
  const wrong = [];
  for (const block of extract(document).blocks) {
    const whole = rangeOf(block, 0, block.text.length);
    if (!whole || !bare(String(whole)).startsWith(bare(block.text).slice(0, 20))) wrong.push(["whole", block.text]);
    if (!%s) continue;
    for (let at = 0; at < block.text.length; at += 1) {
      const range = rangeOf(block, at, at + 1);
      if (/\\s/.test(block.text[at])) continue;
      if (String(range) !== block.text[at]) wrong.push([block.text.slice(at, at + 20), String(range)]);
    }
  }
  return wrong;
})()"""


@pytest.fixture
def page(browser: Browser, pages: PageServer) -> Iterator[Tab]:
    """A tab in which `load` opens pages that have the bundle."""
    if not BUNDLE.is_file():
        pytest.skip("dist/test/content.js is not built: run `python3 build.py extension`")
    tab = browser.open(pages.url("empty.html"))
    yield tab
    tab.close()


def load(tab: Tab, url: str) -> None:
    tab.goto(url)
    add_modules(tab)


def blocks(tab: Tab) -> list[dict[str, Any]]:
    found = tab.evaluate(READ)
    assert found["lost"] == 0
    return list(found["blocks"])


def test_the_article_is_found_and_nothing_around_it(page: Tab, pages: PageServer) -> None:
    load(page, pages.url("article.html"))
    before = page.body()
    texts = [block["text"] for block in blocks(page)]
    assert page.body() == before
    assert any(text.startswith("🚢🛟 The boats leave at eight. Two people familiar with the matter") for text in texts)
    assert texts[-1].endswith("She said she would travel to Corrin Island on Thursday.")
    assert [words for words in OUTSIDE if any(words in text for text in texts)] == []


@pytest.mark.parametrize(
    ("name", "paragraphs"), [("article.html", "article > p:not(.byline)"), ("changing.html", "#story p")]
)
def test_each_paragraph_is_read_in_full_and_nothing_else(
    page: Tab, pages: PageServer, name: str, paragraphs: str
) -> None:
    load(page, pages.url(name))
    written = page.evaluate(f"[...document.querySelectorAll({paragraphs!r})].map((p) => p.textContent)")
    texts = [block["text"] for block in blocks(page) if block["kind"] == "text"]
    assert texts == [" ".join(text.split()) for text in written]


def test_text_is_what_a_reader_sees_in_one_line(page: Tab, pages: PageServer) -> None:
    load(page, pages.url("structures.html"))
    texts = [block["text"] for block in blocks(page)]
    assert "The lighthouse of Corrin has stood empty since the keeper’s son left it in 1974" in texts[0].replace(
        "\xa0", " "
    )
    everything = "\n".join(texts)
    assert "nobody sees" not in everything
    assert "document.title" not in everything
    assert "editor" not in everything
    assert "Soft hyphens, zerowidth spaces" in everything
    assert [text for text in texts if text != " ".join(text.split()) or text != text.strip()] == []


def test_paragraphs_without_tags_and_list_items_are_blocks(page: Tab, pages: PageServer) -> None:
    load(page, pages.url("structures.html"))
    texts = [block["text"] for block in blocks(page)]
    for start in (
        "A paragraph without a tag",
        "This is the other one",
        "The first thing",
        "The second is",
        "“It was never",
    ):
        assert [text for text in texts if text.startswith(start)], start
    assert any("words in italics and a line break within" in text for text in texts)


@pytest.mark.parametrize("name", ["article.html", "structures.html"])
def test_every_character_leads_back_to_its_place(page: Tab, pages: PageServer, name: str) -> None:
    load(page, pages.url(name))
    assert page.evaluate(ROUND_TRIP % "true") == []


def test_no_article_is_null(page: Tab, pages: PageServer) -> None:
    for name in ("no_article.html", "empty.html"):
        load(page, pages.url(name))
        assert page.evaluate(READ) is None


@pytest.mark.parametrize("browser", BROWSERS[:1], indirect=True, scope="session")
@pytest.mark.parametrize("name", NEWS)
def test_saved_pages_lose_no_block(page: Tab, pages: PageServer, shared: Path, name: str) -> None:
    pages.saved[name] = shared / "pages" / name / "source.html"
    load(page, pages.url(f"saved/{name}"))
    assert len(blocks(page)) > 3
    assert page.evaluate(ROUND_TRIP % "true") == []


def test_what_stands_beside_the_text_is_left_out_and_what_looks_like_it_stays(page: Tab, pages: PageServer) -> None:
    load(page, pages.url("beside.html"))
    texts = [block["text"] for block in blocks(page)]
    for words in (
        "By Tomas", "Updated", "Photo:", "waits for a script", "doubles down", "Advertisement", "Read more",
        "each morning", "lifted from the boat", "if only somebody", "@tomaswexley", "eleven years", "More from",
        "mayor",
    ):  # fmt: skip
        assert not [text for text in texts if words in text], words
    starts = (
        "The lamp of Corrin", "It was taken down", "What it cost", "The repair took", "the lens", "the motor",
        "“By the time", "Sign up for the newsletter is what", "By Friday the lamp", "It could be late.",
    )  # fmt: skip
    assert [text[: len(start)] for text, start in zip(texts, starts, strict=True)] == list(starts)


def test_a_page_that_still_hides_its_article_is_read_as_it_stands(page: Tab, pages: PageServer) -> None:
    load(page, pages.url("article.html"))
    shown = [block["text"] for block in blocks(page)]
    hide = "Object.assign(document.createElement('style'), { textContent: 'article { display: none }' })"
    page.evaluate(f"document.head.append({hide}) ?? true")
    assert not page.evaluate("document.querySelector('article').checkVisibility()")
    assert [block["text"] for block in blocks(page)] == shown
