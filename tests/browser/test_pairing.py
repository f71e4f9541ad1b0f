"""Pairing with real clicks: allowed, denied, taken back, and kept over a restart of the browser.

Each test leaves the browser paired, as it found it.
"""

from pathlib import Path

from tests.browser.conftest import launch
from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.server import ReportedlyServer


def says(popup: Tab, words: str) -> None:
    popup.wait_until(f"document.body.innerText.includes({words!r})", f"the popup to say {words!r}")


def local_page(browser: Browser, server: ReportedlyServer) -> Tab:
    page = browser.open(server.local_page())
    page.wait_until("document.getElementById('paired').checkVisibility()", "the page to be open with its key")
    return page


def end_pairing(browser: Browser, server: ReportedlyServer) -> None:
    """Takes back every pairing on the local page."""
    page = local_page(browser, server)
    count = "document.querySelectorAll('#tokens li').length"
    page.wait_until(count, "the pairings")
    while number := page.evaluate(count):
        page.click_button("End the pairing")
        page.wait_until(f"{count} < {number}", "a pairing to be gone")
    page.close()


def test_a_pairing_that_is_taken_back_ends_and_can_be_made_again(
    reader: Browser, server: ReportedlyServer, pages: PageServer
) -> None:
    end_pairing(reader, server)
    tab = reader.open(pages.url("article.html"))
    reader.press_toolbar_button(tab)
    popup = reader.popup(tab)
    says(popup, "does not know this browser")
    assert tab.highlights() == {}
    pair(reader, server)
    popup.activate()
    popup.close()
    reader.press_toolbar_button(tab)
    assert tab.wait_for_marks()
    tab.close()


def test_a_request_that_is_denied_says_so(reader: Browser, server: ReportedlyServer) -> None:
    end_pairing(reader, server)
    popup = reader.extension_page("popup.html?tab=0")
    popup.click_button("Pair")
    popup.wait_until("document.querySelector('.code')", "a number to compare")
    page = local_page(reader, server)
    page.click_button("Deny")
    page.close()
    popup.activate()
    says(popup, "The request was denied")
    popup.close()
    pair(reader, server)


def test_the_page_in_front_is_marked_as_soon_as_the_pairing_is_allowed(
    reader: Browser, server: ReportedlyServer, pages: PageServer
) -> None:
    """Three clicks for a newcomer: the toolbar button, Pair, Allow."""
    end_pairing(reader, server)
    tab = reader.open(pages.url("article.html"))
    reader.press_toolbar_button(tab)
    popup = reader.popup(tab)
    popup.click_button("Pair")
    popup.wait_until("document.querySelector('.code')", "a number to compare")
    page = local_page(reader, server)
    page.click_button("Allow")
    page.close()
    popup.activate()
    says(popup, "sentences are marked")
    popup.close()
    assert tab.wait_for_marks()
    tab.close()


def test_the_popup_opens_the_local_page_with_its_key(reader: Browser, server: ReportedlyServer) -> None:
    popup = reader.extension_page("popup.html?tab=0")
    popup.wait_until("document.getElementById('local-page').checkVisibility()", "the button")
    with reader.new_tab() as opened:
        popup.click_button("Open local page")
        page = opened()
    page.wait_until("document.getElementById('own').checkVisibility()", "the form for a text of one's own")
    assert str(page.evaluate("location.href")).startswith(server.address)
    page.close()
    popup.close()


def test_the_pairing_outlives_the_browser(server: ReportedlyServer, pages: PageServer, tmp_path: Path) -> None:
    """In Chromium; Firefox forgets an extension that was loaded for a try when it ends."""
    first = launch("chromium", tmp_path / "profile")
    try:
        pair(first, server)
    finally:
        first.close()
    again = launch("chromium", tmp_path / "profile")
    try:
        tab = again.open(pages.url("article.html"))
        again.press_toolbar_button(tab)
        assert tab.wait_for_marks()
    finally:
        again.close()
