"""The tooltip: by mouse, by click and by keyboard; how sure the model is; "This mark is wrong"."""

from collections.abc import Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import explanation_of, marked_page, wait_for_explanation
from tests.browser.server import ReportedlyServer

CLOSED = "!CSS.highlights.has('reportedly-current')"
HOST = "[...document.documentElement.children].find((one) => one.popover === 'manual')"
ANONYMOUS = "Two people familiar with the matter said the cabinet had already agreed on the ban in private."


@pytest.fixture(scope="module")
def page(reader: Browser, pages: PageServer) -> Iterator[Tab]:
    tab = marked_page(reader, pages.url("article.html"))
    yield tab
    tab.close()


@pytest.fixture
def marked(page: Tab) -> Tab:
    """The marked article, with nothing explained."""
    page.activate()
    page.move_mouse(1, 1)
    page.press_key("Escape")
    page.wait_until(CLOSED, "nothing to be explained")
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    return page


def step_to(reader: Browser, tab: Tab, start: str) -> None:
    """Goes from mark to mark, by the shortcut, until one starts like this."""
    for _ in range(30):
        reader.run_command("next-mark", tab)
        wait_for_explanation(tab)
        if tab.highlights()["reportedly-current"][0].startswith(start):
            return
    raise AssertionError(f"no mark starts with {start!r}")


def focused(tab: Tab) -> str | None:
    """What of the explanation has the focus, in a page that has the browser's: its role, or the words on it."""
    return tab.explained(
        """(root) => document.hasFocus() && root.activeElement
             ? root.activeElement.getAttribute("role") ?? root.activeElement.textContent : null"""
    )


def kept(server: ReportedlyServer) -> list[dict[str, object]]:
    machine = (server.state / "machine-token").read_text(encoding="utf-8").strip()
    return list(server.call("GET", "/v1/feedback", token=machine)["feedback"])


def said(tab: Tab, words: str) -> None:
    """Waits until the extension says this beside the page."""
    for _ in range(200):
        if words in tab.added_text():
            return
        tab.evaluate("new Promise((done) => setTimeout(done, 25))")
    raise AssertionError(f"not said: {words!r}, but {tab.added_text()!r}")


def test_it_says_why_how_sure_and_what_to_ask(marked: Tab) -> None:
    shown = explanation_of(marked, "familiar with the")
    for words in (
        "Anonymous source",
        "“Two people familiar with the matter”",
        "A careful reader could ask",
        "The model is",
    ):
        assert words in shown


def test_what_was_clicked_stays_until_closed(marked: Tab) -> None:
    place = marked.place_of("familiar with the")
    marked.click_at(*place)
    wait_for_explanation(marked)
    marked.move_mouse(*marked.place_of("By Tomas Wexley"))
    marked.evaluate("new Promise((done) => setTimeout(done, 600))")
    assert not marked.evaluate(CLOSED)
    marked.click_at(*marked.place_of("By Tomas Wexley"))
    marked.wait_until(CLOSED, "a click beside it to close it")


def test_escape_gives_the_focus_back(reader: Browser, marked: Tab) -> None:
    marked.evaluate("document.querySelector('#menu a').focus()")
    reader.run_command("next-mark", marked)
    wait_for_explanation(marked)
    assert marked.evaluate(f"document.activeElement === {HOST}")
    assert marked.evaluate(f"{HOST}.shadowRoot === null")
    marked.press_key("Escape")
    marked.wait_until(CLOSED, "Escape to close it")
    assert marked.evaluate("document.activeElement === document.querySelector('#menu a')")


def test_the_keyboard_reaches_all_of_it_and_leaves_it(reader: Browser, marked: Tab) -> None:
    marked.evaluate("document.querySelector('#menu a').focus()")
    step_to(reader, marked, "Two people")
    assert focused(marked) == "dialog"
    marked.press_key("Tab")
    assert focused(marked) == "This mark is wrong"
    assert marked.explained("(root) => getComputedStyle(root.activeElement).outlineStyle") == "solid"
    marked.press_key("Tab")
    marked.wait_until(CLOSED, "Tab from the last button to close it")
    # It goes on from where the reader was, not from the page's end, where the explanation stands.
    assert marked.evaluate("document.activeElement === document.querySelectorAll('#menu a')[1]")
    step_to(reader, marked, "Two people")
    marked.press_key("Tab", shift=True)
    marked.wait_until(CLOSED, "Tab backwards to close it")
    assert marked.evaluate("document.activeElement === document.querySelector('#menu a')")


def test_the_keys_are_the_explanations_once_the_popup_is_closed(reader: Browser, pages: PageServer) -> None:
    tab = reader.open(pages.url("article.html"))
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    step_to(reader, tab, "Two people")
    reader.close_popup(tab)
    assert focused(tab) == "dialog"
    tab.press_key("Tab")
    assert focused(tab) == "This mark is wrong"
    tab.close()


def test_it_is_never_taller_than_the_window(reader: Browser, marked: Tab) -> None:
    step_to(reader, marked, "Two people")
    tall = "'x '.repeat(9000)"
    marked.explained(f"(root) => {{ root.querySelector('section p').textContent = {tall}; }}")
    marked.evaluate("(dispatchEvent(new Event('resize')), new Promise((done) => setTimeout(done, 300)))")
    top, bottom = marked.explained(
        "(root) => { const box = root.querySelector('.box').getBoundingClientRect(); return [box.top, box.bottom]; }"
    )
    assert top >= 0
    assert bottom <= marked.evaluate("innerHeight")
    marked.press_key("Tab")
    assert marked.explained("(root) => root.activeElement.getBoundingClientRect().bottom <= innerHeight")


def test_nothing_is_sent_unless_the_button_is_pressed(reader: Browser, server: ReportedlyServer, marked: Tab) -> None:
    """By keyboard alone: to the mark, to the button, pressed, and taken back."""
    step_to(reader, marked, "Two people")
    assert kept(server) == []
    marked.press_key("Tab")
    marked.press_key("Enter")
    said(marked, "Noted, on this computer only.")
    (one,) = kept(server)
    assert (one["sentence"], one["flag"], one["verdict"]) == (ANONYMOUS, "anonymous_source", "wrong")
    assert one["model"]["name"] == "reportedly-en"  # type: ignore[index]
    marked.press_key("Enter")
    said(marked, "Taken back.")
    assert kept(server) == []


def test_a_page_cannot_press_the_button(reader: Browser, server: ReportedlyServer, marked: Tab) -> None:
    step_to(reader, marked, "Two people")
    marked.press_key("Tab")
    marked.evaluate(f"['click', 'keydown'].map((kind) => {HOST}.dispatchEvent(new Event(kind, {{bubbles: true}})))")
    marked.evaluate("new Promise((done) => setTimeout(done, 300))")
    assert kept(server) == []
