"""A server that is slow: its answer is waited for, and holds up nothing else."""

import threading

import pytest

from tests.browser.driver import Browser
from tests.browser.impostor import Answer, Impostor, Seen
from tests.browser.pages_server import PageServer
from tests.browser.reading import marked_sentences
from tests.browser.test_hostile_server import LAST, as_lines, line, pressed

PATIENCE = 33.0
"""Seconds: browsers end a background that has been idle for 30, Firefox even while it waits for an answer."""


class Slow:
    """Answers with a mark in the first block, the first time only after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.asked = threading.Event()
        self.left = threading.Event()

    def __call__(self, seen: Seen) -> Answer:
        """Waits and answers."""
        if not self.asked.is_set():
            self.asked.set()
            self.left.wait(self._seconds)
        return as_lines(line(seen, 0), LAST)


@pytest.mark.long
def test_an_answer_that_takes_longer_than_an_idle_background_lives_is_still_shown(
    browser: Browser, liar: Impostor, pages: PageServer
) -> None:
    slow = Slow(PATIENCE)
    liar.answers = {"/v1/analyze": slow}
    with pressed(browser, pages.url("article.html")) as (tab, popup):
        assert slow.asked.wait(30)
        assert tab.highlights() == {}
        popup.wait_until("document.body.innerText.includes('is marked')", "the counts", timeout=PATIENCE + 30)
        assert len(marked_sentences(tab.highlights())) == 1


def test_a_page_that_was_left_while_it_was_judged_holds_up_no_other(
    browser: Browser, liar: Impostor, pages: PageServer
) -> None:
    slow = Slow(60)
    liar.answers = {"/v1/analyze": slow}
    tab = browser.open(pages.url("changing.html"))
    browser.press_toolbar_button(tab)
    try:
        assert slow.asked.wait(30)
        tab.goto(pages.url("article.html"))
        browser.press_toolbar_button(tab)
        assert tab.wait_for_marks()
    finally:
        slow.left.set()
        tab.close()
