"""Reading with marks: the explanation by mouse and by keyboard, going from mark to mark, the popup, pausing."""

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.reading import explanation_of, marked_sentences, wait_for_explanation

IN_HAND = "reportedly-current"


@pytest.fixture
def marked(reader: Browser, article: Tab) -> Tab:
    """The article, marked."""
    reader.press_toolbar_button(article)
    article.wait_for_marks()
    return article


def in_hand(tab: Tab) -> str:
    wait_for_explanation(tab)
    return tab.highlights()[IN_HAND][0]


def test_the_mouse_shows_the_reason_with_the_words_and_a_question(marked: Tab) -> None:
    shown = explanation_of(marked, "familiar with the")
    assert "Two people familiar with the matter" in shown
    assert "?" in shown
    assert in_hand(marked).startswith("Two people familiar with the matter")


def test_escape_and_leaving_close_the_explanation(marked: Tab) -> None:
    closed = f"!CSS.highlights.has({IN_HAND!r})"
    explanation_of(marked, "familiar with the")
    marked.press_key("Escape")
    marked.wait_until(closed, "Escape to close it")
    explanation_of(marked, "Critics say the plan")
    marked.move_mouse(*marked.place_of("By Tomas Wexley"))
    marked.wait_until(closed, "leaving to close it")


def test_the_shortcuts_go_from_mark_to_mark_and_explain(reader: Browser, marked: Tab) -> None:
    sentences = marked_sentences(marked.highlights())
    marked.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    reader.run_command("next-mark", marked)
    first = in_hand(marked)
    assert "reportedly" in first
    assert "Hedged" in marked.added_text()
    reader.run_command("next-mark", marked)
    marked.wait_until(
        "[...CSS.highlights.get('reportedly-current')].some((r) => r.toString().startsWith('Two'))", "next"
    )
    reader.run_command("previous-mark", marked)
    marked.wait_until(
        "[...CSS.highlights.get('reportedly-current')].some((r) => r.toString().startsWith('PORT'))", "back"
    )
    assert first in sentences


def test_the_popup_counts_and_steps(reader: Browser, marked: Tab) -> None:
    count = len(marked_sentences(marked.highlights()))
    popup = reader.popup(marked)
    popup.wait_until(f"document.body.innerText.includes('{count} of ')", "the count of marked sentences")
    popup.click_button("Next mark")
    popup.close()
    marked.activate()
    assert in_hand(marked) in marked_sentences(marked.highlights())


def test_the_popup_works_by_keyboard(reader: Browser, marked: Tab) -> None:
    popup = reader.popup(marked)
    popup.wait_until("document.getElementById('clear')", "the Clear button")
    popup.click("h1")
    for _ in range(10):
        popup.press_key("Tab")
        if popup.evaluate("document.activeElement.innerText") == "Clear":
            break
    popup.press_key("Enter")
    popup.wait_until("document.body.innerText.includes('no marks now')", "Clear to be pressed")
    popup.close()
    marked.activate()
    marked.wait_for_no_marks()


def test_a_second_press_keeps_the_marks_as_they_are(reader: Browser, marked: Tab) -> None:
    before = marked.highlights()
    reader.press_toolbar_button(marked)
    assert marked.wait_for_marks() == before


def test_pausing_clears_the_page_and_marks_nothing_until_resumed(reader: Browser, marked: Tab) -> None:
    popup = reader.popup(marked)
    popup.wait_until("document.getElementById('clear')", "the popup to be ready")
    popup.click_button("Pause")
    popup.wait_until("document.body.innerText.includes('until you resume')", "the popup to say that it is paused")
    try:
        marked.activate()
        marked.wait_for_no_marks()
        reader.press_toolbar_button(marked)
        popup.activate()
        popup.wait_until("document.body.innerText.includes('until you resume')", "the popup to say so still")
        assert marked.highlights() == {}
    finally:
        popup.click_button("Resume")
    marked.activate()
    marked.wait_for_marks()
    popup.close()
