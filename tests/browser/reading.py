"""Reading marks out of a page, as the tests speak of them."""

from tests.browser.driver import TIMEOUT, Browser, Tab

HIGHLIGHT = {
    "hedged": "reportedly-hedged",
    "anonymous_source": "reportedly-anonymous",
    "vague_attribution": "reportedly-vague",
    "unsourced_claim": "reportedly-unsourced",
}
"""The highlight of the sentences that carry one flag and no other."""

WORDS = {flag: name.replace("reportedly-", "reportedly-words-") for flag, name in HIGHLIGHT.items()}
"""The highlight of the words that raised a flag."""

MULTIPLE = "reportedly-multiple"
"""The highlight of the sentences that carry two flags or more."""

TITLES = {
    "hedged": "Hedged",
    "anonymous_source": "Anonymous source",
    "vague_attribution": "Vague attribution",
    "unsourced_claim": "Unsourced claim",
}
"""What the flags are called in the English interface."""


def marked_sentences(highlights: dict[str, list[str]]) -> list[str]:
    """Every marked sentence, once."""
    return [text for name in [*HIGHLIGHT.values(), MULTIPLE] for text in highlights.get(name, [])]


def marked_page(browser: Browser, url: str) -> Tab:
    """A tab with a page that is marked, the popup closed again."""
    tab = browser.open(url)
    mark(browser, tab, timeout=90)
    return tab


def mark(browser: Browser, tab: Tab, timeout: float = TIMEOUT) -> dict[str, list[str]]:
    """Presses the button, waits for the marks and closes the popup; returns what is highlighted."""
    browser.press_toolbar_button(tab)
    marks = tab.wait_for_marks(timeout=timeout)
    browser.close_popup(tab)
    return marks


def explanation_of(tab: Tab, words: str) -> str:
    """Points at words of the page (in one text node) with the mouse, and returns what is then shown beside them."""
    tab.move_mouse(1, 1)
    tab.press_key("Escape")
    tab.move_mouse(*tab.place_of(words))
    return wait_for_explanation(tab)


def wait_for_explanation(tab: Tab) -> str:
    """Waits until a sentence is in hand, and returns its explanation."""
    tab.wait_until("CSS.highlights.get('reportedly-current')?.size", "an explanation")
    return tab.added_text()
