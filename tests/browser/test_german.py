"""A browser that speaks German shows German: popup, panel, options and tooltip, and nothing in them is cut off."""

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.browser.conftest import BROWSERS, launch
from tests.browser.driver import Browser, Tab, built_extension
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.reading import marked_page, wait_for_explanation
from tests.browser.server import ReportedlyServer
from tests.browser.settings import open_options

NARROW = 340
"""CSS pixels: the narrowest that a side panel gets."""


@cache
def messages(locale: str) -> dict[str, str]:
    """The catalogue of a language as it is built; texts with places left out, since what stands there differs."""
    file = built_extension("chrome") / "_locales" / locale / "messages.json"
    texts = {key: entry["message"] for key, entry in json.loads(file.read_text(encoding="utf-8")).items()}
    return {key: text for key, text in texts.items() if "$" not in text}


@pytest.fixture(scope="module", params=BROWSERS)
def german(request: pytest.FixtureRequest, server: ReportedlyServer) -> Iterator[Browser]:
    browser = launch(request.param, language="de")
    pair(browser, server)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def marked(german: Browser, pages: PageServer) -> Iterator[Tab]:
    tab = marked_page(german, pages.url("article.html"))
    yield tab
    tab.close()


def is_german(text: str, *keys: str) -> None:
    """Asserts that these messages are there in German, and no message in English."""
    own, english = messages("de"), messages("en")
    plain = " ".join(text.split())
    for key in keys:
        assert own[key] in plain
    words = {key: one for key, one in english.items() if one not in own.values() and len(one) > 5}
    assert len(words) > 150
    assert [one for one in words.values() if re.search(rf"\b{re.escape(one)}(?!\w)", plain)] == []


def fits(page: Tab, width: int) -> None:
    """Asserts that a page of ours is no wider than its window, and that no text is wider than its box."""
    page.resize(width, 700)
    page.wait_until(f"innerWidth === {width}", "the width")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = """[...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && one.clientWidth > 0
        && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 200))"""
    assert page.evaluate(cut) == []
    assert page.evaluate("document.documentElement.lang") == "de"


def test_the_popup(german: Browser, marked: Tab) -> None:
    popup = german.popup(marked)
    popup.wait_until("document.getElementById('clear')", "the counts")
    is_german(popup.text(), "connection_connected", "flag_anonymous_source", "do_next", "do_open_panel", "reasons_note")
    fits(popup, 352)
    popup.close()


def test_the_panel(german: Browser, marked: Tab) -> None:
    panel = german.extension_page(f"panel.html?tab={german.tab_id(marked)}")
    panel.wait_until("document.querySelectorAll('#findings li').length", "the list")
    is_german(panel.text(), "panel_share_none", "panel_ledger", "panel_type_named", "flag_hedged", "panel_why")
    fits(panel, NARROW)
    panel.close()


def test_the_options(german: Browser) -> None:
    page = open_options(german)
    is_german(page.text(), "options_marks", "sensitivity_balanced_help", "meaning_hedged", "options_paired", "do_reset")
    fits(page, NARROW)
    page.close()


def test_the_tooltip(german: Browser, marked: Tab) -> None:
    german.run_command("next-mark", marked)
    shown = wait_for_explanation(marked)
    is_german(shown, "flag_hedged", "do_wrong", "confidence_high")
    assert marked.explained("(root) => root.querySelector('.box').lang") == "de"
    assert marked.explained("(root) => root.querySelector('.box').ariaLabel") == messages("de")["explanation_label"]
    wide = "(root) => [...root.querySelectorAll('.box, .box *')].filter((e) => e.scrollWidth > e.clientWidth + 1"
    assert marked.explained(f"{wide} && e.clientWidth > 0).map((e) => e.outerHTML)") == []


def test_the_name_and_the_shortcuts(german: Browser) -> None:
    page = german.extension_page("popup.html?tab=0")
    own = messages("de")
    assert page.evaluate("(globalThis.browser ?? chrome).runtime.getManifest().name") == own["extension_name"]
    named = "(globalThis.browser ?? chrome).commands.getAll().then((all) => all.map((one) => one.description))"
    assert own["command_next"] in page.evaluate(named)
    page.close()
