"""What a reader is told when there is nothing to mark, or when the server is not there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.slices import article
from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import marked_sentences
from tests.browser.server import ReportedlyServer

Opened = tuple[Tab, Tab]


@pytest.fixture
def pressed(reader: Browser, pages: PageServer) -> Iterator[Callable[[str], Opened]]:
    """Opens a page, presses the button, and gives the page and its popup."""
    opened: list[Tab] = []

    def press(name: str) -> Opened:
        tab = reader.open(pages.url(name))
        opened.append(tab)
        reader.press_toolbar_button(tab)
        popup = reader.popup(tab)
        opened.append(popup)
        return tab, popup

    yield press
    for tab in reversed(opened):
        tab.close()


def says(popup: Tab, *words: str) -> None:
    """Waits until the popup says all of this."""
    for part in words:
        popup.wait_until(f"document.body.innerText.includes({part!r})", f"the popup to say {part!r}")


def test_a_page_without_an_article(reader: Browser, pressed: Callable[[str], Opened]) -> None:
    tab, popup = pressed("no_article.html")
    says(popup, "No article found")
    reader.wait_for_badge(tab, "!")


def test_a_page_in_another_language(pressed: Callable[[str], Opened]) -> None:
    tab, popup = pressed("german.html")
    says(popup, "not in English", "German")
    assert tab.highlights() == {}


def test_an_empty_page(pressed: Callable[[str], Opened]) -> None:
    _, popup = pressed("empty.html")
    says(popup, "No article found")


def test_markup_in_the_text_of_a_page_stays_text(reader: Browser, pressed: Callable[[str], Opened]) -> None:
    tab, popup = pressed("markup.html")
    tab.activate()
    tab.wait_for_marks()
    assert tab.evaluate("document.documentElement.dataset.broken") is None
    for _ in marked_sentences(tab.highlights()):
        reader.run_command("next-mark", tab)
        tab.wait_until("CSS.highlights.has('reportedly-current')", "an explanation")
        assert tab.evaluate("document.documentElement.dataset.broken") is None
    assert popup.evaluate("document.querySelectorAll('img').length") == 1


def test_a_server_that_is_down_and_comes_back(
    server: ReportedlyServer, pressed: Callable[[str], Opened], reader: Browser
) -> None:
    server.stop()
    try:
        tab, popup = pressed("article.html")
        says(popup, "The server is not running", "reportedly serve")
        assert tab.highlights() == {}
        reader.wait_for_badge(tab, "!")
    finally:
        server.start()
    # Nobody presses anything: the popup notices, and the page is marked.
    popup.activate()
    says(popup, "sentences are marked")
    tab.activate()
    assert tab.wait_for_marks()


def test_a_server_that_dies_leaves_the_marks(server: ReportedlyServer, pressed: Callable[[str], Opened]) -> None:
    tab, popup = pressed("article.html")
    tab.activate()
    before = tab.wait_for_marks()
    server.stop()
    try:
        assert tab.highlights() == before
        popup.activate()
        popup.click_button("Analyse again")
        says(popup, "The server is not running")
    finally:
        server.start()
    says(popup, "sentences are marked")
    tab.activate()
    assert tab.wait_for_marks() == before


def test_a_server_that_is_killed_in_the_middle_and_started_again_loses_nothing(
    reader: Browser, server: ReportedlyServer, pages: PageServer, tmp_path: Path
) -> None:
    count = 400
    long = tmp_path / "long.html"
    long.write_text(article(count), encoding="utf-8")
    pages.saved["long"] = long
    tab = reader.open(pages.url("saved/long"))
    reader.press_toolbar_button(tab)
    tab.wait_until("[...CSS.highlights].some(([, marks]) => marks.size > 0)", "the first marks", timeout=90)
    server.kill()
    server.start()
    popup = reader.popup(tab)
    popup.wait_until(f"document.body.innerText.includes('of {count} sentences')", "all to be judged", timeout=120)
    tab.activate()
    marked = marked_sentences(tab.wait_for_marks(timeout=90))
    assert len(marked) == len(set(marked)), "something is marked twice"
    assert any(f"place {count // 4 - 1} is reportedly" in sentence for sentence in marked)
    reader.wait_for_badge(tab, str(len(marked)))
    popup.close()
    tab.close()
