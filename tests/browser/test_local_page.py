"""The server's own page in real browsers: what it shows with its key, and without."""

from collections.abc import Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.server import ReportedlyServer

MARKED = "document.querySelectorAll('%s .marked').length"


@pytest.fixture
def page(browser: Browser, server: ReportedlyServer) -> Iterator[Tab]:
    """The local page, opened with its key."""
    tab = browser.open(server.local_page())
    yield tab
    tab.close()


def judge(page: Tab, text: str) -> None:
    """Types nothing: sets the text, as a paste does, and presses the button."""
    page.wait_until("document.getElementById('own').checkVisibility()", "the form")
    page.evaluate(f"document.getElementById('text').value = {text!r}")
    page.click_button("Judge it")


def test_it_shows_a_sample_with_marks(page: Tab) -> None:
    page.wait_until(MARKED % "#sample-result", "marks in the sample", timeout=60)


def test_its_key_leaves_the_address(page: Tab) -> None:
    page.wait_until("document.getElementById('own').checkVisibility()", "the form")
    assert "key" not in str(page.evaluate("location.href"))


def test_a_text_of_ones_own_is_judged(page: Tab) -> None:
    judge(page, "The minister is reportedly considering a ban. Critics say the plan is doomed from the start.")
    page.wait_until(MARKED % "#own-result", "marks in the text")


def test_markup_in_a_text_stays_text(page: Tab) -> None:
    text = (
        "Critics say <img src=x onerror=document.title=1> the plan is doomed, and they may possibly be right about it."
    )
    judge(page, text)
    page.wait_until("document.querySelector('#own-result p')", "an answer")
    assert text.partition(" the plan")[0] in page.text()
    assert page.evaluate("document.querySelector('#own-result img')") is None
    assert page.evaluate("document.title") == "Reportedly"


def test_an_empty_text_and_another_language_get_a_message_of_their_own(page: Tab) -> None:
    judge(page, " ")
    empty = page.wait_until("document.getElementById('own-problem').innerText", "a message for an empty text")
    judge(page, "Die Regierung erwägt offenbar ein Verbot. Kritiker sagen, der Plan sei von Anfang an gescheitert.")
    german = page.wait_until(
        f"(document.getElementById('own-problem').innerText || '').replace({empty!r}, '')", "a message for German"
    )
    assert "English" in german


def test_without_its_key_it_says_how_to_open_it(browser: Browser, server: ReportedlyServer) -> None:
    tab = browser.open(server.address + "/")
    tab.wait_until("document.getElementById('locked').checkVisibility()", "the explanation")
    assert not tab.evaluate("document.getElementById('own').checkVisibility()")
    assert "reportedly serve" in tab.text()
    tab.close()
