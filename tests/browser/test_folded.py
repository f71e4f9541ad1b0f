"""Text that stands in the page and is not seen: behind the edge of a box, in a fold. Only what is seen is read."""

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import mark, marked_sentences
from tests.browser.test_changing import wait_for_mark


def openings(tab: Tab) -> list[str]:
    """How each marked sentence begins."""
    return [text[:14] for text in marked_sentences(tab.highlights())]


def press(reader: Browser, pages: PageServer, change: str = "1") -> Tab:
    """The page after a change of its styles, marked."""
    tab = reader.open(pages.url("folded.html"))
    tab.resize(1000, 700)
    tab.evaluate(f"({change}, 1)")
    mark(reader, tab, timeout=90)
    return tab


def wait_for_count(reader: Browser, tab: Tab, words: str) -> None:
    popup = reader.extension_page(f"popup.html?tab={reader.tab_id(tab)}")
    popup.wait_until(f"document.body.innerText.includes({words!r})", f"the popup to say {words!r}")
    popup.close()


def test_what_is_cut_off_or_folded_is_judged_when_it_is_unfolded(reader: Browser, pages: PageServer) -> None:
    tab = press(reader, pages)
    wait_for_count(reader, tab, "1 of 4 sentences")
    assert openings(tab) == ["The weir at Al"]
    tab.activate()
    tab.evaluate("(document.body.classList.add('open'), 1)")
    for words in ("Below the edge", "In the fold"):
        wait_for_mark(tab, words)
    wait_for_count(reader, tab, "3 of 7 sentences")
    assert openings(tab) == ["The weir at Al", "Below the edge", "In the fold: t"]
    tab.close()


def test_what_stands_beside_a_teaser_is_judged_when_it_is_shown(reader: Browser, pages: PageServer) -> None:
    """All that is seen stands in one box, and the hidden rest in another."""
    apart = """document.querySelectorAll("article > p, .fold").forEach((element) => element.remove());
        globalThis.rest = Object.assign(document.createElement("div"), {hidden: true});
        rest.append(...document.querySelectorAll(".stub > p:nth-of-type(n + 3)"));
        document.querySelector(".stub").after(rest)"""
    tab = press(reader, pages, f"(() => {{ {apart}; }})()")
    wait_for_count(reader, tab, "1 of 2 sentences")
    tab.activate()
    tab.evaluate("(rest.hidden = false, document.body.classList.add('open'), 1)")
    wait_for_mark(tab, "Below the edge")
    wait_for_count(reader, tab, "2 of 4 sentences")
    tab.close()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("stub.style.overflowY = 'auto'", id="scrolls"),
        pytest.param("stub.style.maxHeight = 'none'", id="grows"),
        pytest.param("document.body.style.cssText = 'overflow: hidden; height: 100vh'", id="body"),
        pytest.param(
            "document.querySelector('main').style.cssText = 'position: fixed; inset: 0; overflow: hidden'", id="dialog"
        ),
    ],
)
def test_what_only_the_window_or_a_scroll_bar_hides_is_read(reader: Browser, pages: PageServer, change: str) -> None:
    """A box that scrolls or grows cuts nothing off, nor does a page that is locked while a dialog is open."""
    stub = "const stub = document.querySelector('.stub');"
    isolated = "" if "stub." in change else "stub.style.maxHeight = 'none';"
    tab = press(reader, pages, f"(() => {{ {stub} {isolated} {change}; }})()")
    wait_for_count(reader, tab, "2 of 6 sentences")
    assert openings(tab) == ["The weir at Al", "Below the edge"]
    tab.close()
