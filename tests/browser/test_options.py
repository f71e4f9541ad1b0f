"""The options page: what is chosen is kept, and marked pages follow at once."""

import json
from collections.abc import Iterator

import pytest

from tests.browser.chromium import Chromium
from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.reading import HIGHLIGHT, WORDS, marked_sentences
from tests.browser.server import ReportedlyServer
from tests.browser.settings import (
    choose,
    choose_file,
    forget_preferences,
    open_options,
    stored,
    tab_to,
    wait_stored,
)

QUOTED = "reportedly-quoted"
LOOK = "getComputedStyle(document.body, '::highlight(reportedly-hedged)')"


@pytest.fixture
def options(reader: Browser, server: ReportedlyServer) -> Iterator[Tab]:
    """The options page of a paired browser; every setting is taken back at the end."""
    page = open_options(reader)
    yield page
    page.close()
    forget_preferences(reader)
    reader.store({"serverPort": server.port})


@pytest.fixture
def marked(reader: Browser, article: Tab) -> Tab:
    """The article, marked."""
    reader.press_toolbar_button(article)
    article.wait_for_marks()
    return article


def says(page: Tab, words: str) -> None:
    page.wait_until(f"document.getElementById('said').textContent.includes({words!r})", f"the page to say {words!r}")


def test_a_flag_that_is_switched_off_goes_from_a_marked_page_and_comes_back(
    reader: Browser, marked: Tab, options: Tab
) -> None:
    before = marked.highlights()
    count = len(marked_sentences(before))
    reader.wait_for_badge(marked, str(count))
    options.activate()
    options.click("#flag-anonymous_source")
    marked.activate()
    marked.wait_until(f"!CSS.highlights.has({HIGHLIGHT['anonymous_source']!r})", "the flag to go")
    left = marked.highlights()
    assert WORDS["anonymous_source"] not in left
    assert HIGHLIGHT["vague_attribution"] in left
    reader.wait_for_badge(marked, str(len(marked_sentences(left))))
    options.activate()
    options.click("#flag-anonymous_source")
    marked.activate()
    marked.wait_until(f"CSS.highlights.has({HIGHLIGHT['anonymous_source']!r})", "the flag to come back")
    after = marked.highlights()
    assert {name: sorted(texts) for name, texts in after.items()} == {n: sorted(t) for n, t in before.items()}


def raised(options: Tab, tab: int, run: str | None) -> tuple[str, int]:
    """Waits for an analysis of a tab other than `run` to be done: its name, and how many flags it raised."""
    state = f"(globalThis.browser ?? chrome).storage.session.get().then((all) => all['tab:{tab}'])"
    options.wait_until(
        f"{state}.then(({{phase, run}}) => phase === 'done' && run !== {json.dumps(run)})", "an analysis"
    )
    found = options.evaluate(state)
    return found["run"], sum(found["counts"]["byFlag"].values())


def test_sensitivity_is_judged_anew_on_the_marked_page(reader: Browser, marked: Tab, options: Tab) -> None:
    tab = reader.tab_id(marked)
    run, balanced = raised(options, tab, None)
    options.activate()
    options.click("#sensitivity-strict")
    run, strict = raised(options, tab, run)
    options.click("#sensitivity-sensitive")
    run, sensitive = raised(options, tab, run)
    assert strict < balanced < sensitive
    marked.activate()
    assert marked.wait_for_marks()


def test_colours_and_lines_change_on_the_marked_page_and_in_the_preview(marked: Tab, options: Tab) -> None:
    options.activate()
    choose(options, "colour-hedged", "red")
    red = "getComputedStyle(document.querySelector('#preview .mark.hedged')).textDecorationColor === 'rgb(166, 33, 26)'"
    options.wait_until(red, "the preview to turn red")
    choose(options, "line-hedged", "dotted")
    options.wait_until("document.getElementById('line-vague_attribution').value === 'wavy'", "the two to swap lines")
    preview = options.evaluate(
        "(({textDecorationLine, textDecorationStyle, textDecorationColor}) => "
        "[textDecorationLine, textDecorationStyle, textDecorationColor])"
        "(getComputedStyle(document.querySelector('#preview .mark.hedged')))"
    )
    assert preview == ["underline", "dotted", "rgb(166, 33, 26)"]
    marked.activate()
    marked.wait_until(f"{LOOK}.textDecorationStyle === 'dotted'", "the line to change")
    assert marked.evaluate(f"{LOOK}.textDecorationColor") == "rgb(166, 33, 26)"
    assert marked.evaluate(f"{LOOK.replace('hedged', 'vague')}.textDecorationStyle") == "wavy"


def test_hedges_in_quotations_are_marked_for_those_who_want_them(marked: Tab, options: Tab) -> None:
    assert QUOTED not in marked.highlights()
    options.activate()
    options.click("#quoted")
    marked.activate()
    marked.wait_until(f"CSS.highlights.get({QUOTED!r})?.size", "a hedge in a quotation")
    assert all(len(words) < 40 for words in marked.highlights()[QUOTED])


def test_pausing_clears_every_marked_page(reader: Browser, marked: Tab, options: Tab, pages: PageServer) -> None:
    second = reader.open(pages.url("dark.html"))
    reader.press_toolbar_button(second)
    second.wait_for_marks()
    options.activate()
    options.click("#paused")
    for tab in (second, marked):
        tab.activate()
        tab.wait_for_no_marks()
    second.close()


def test_an_address_that_is_none_is_refused_and_another_port_is_looked_at(
    options: Tab, server: ReportedlyServer
) -> None:
    for wrong in ("0", "70000", "10.0.0.1", "http://example.org"):
        options.evaluate(f"document.getElementById('port').value = {wrong!r}")
        options.click_button("Save")
        says(options, "from 1 to 65535")
        assert stored(options, "serverPort") == server.port
    options.evaluate("document.getElementById('port').value = '9'")
    options.click_button("Save")
    wait_stored(options, "serverPort", 9)
    options.wait_until("document.getElementById('connection').textContent === 'Server not running'", "the other port")


def test_export_and_import_give_the_settings_back_without_the_pairing(reader: Browser, options: Tab) -> None:
    token = stored(options, "pairing")["token"]
    options.click("#sensitivity-strict")
    choose(options, "line-hedged", "double")
    options.wait_until("document.getElementById('line-unsourced_claim').value === 'wavy'", "the lines to be kept")
    looks = stored(options, "looks")
    with reader.download() as saved:
        options.click_button("Export")
        text = saved(options)
    assert token not in text
    assert json.loads(text)["sensitivity"] == "strict"
    options.click_button("Reset")
    says(options, "as they were at first")
    options.wait_until("document.getElementById('sensitivity-balanced').checked", "the defaults")
    assert stored(options, "sensitivity") is None
    assert stored(options, "pairing")["token"] == token
    choose_file(options, text)
    says(options, "are in use")
    assert (stored(options, "sensitivity"), stored(options, "looks")) == ("strict", looks)
    options.wait_until("document.getElementById('sensitivity-strict').checked", "the choice of the file")


@pytest.mark.parametrize("text", ["", "<script>", '{"reportedlySettings": 1, "serverPort": "evil.example"}'])
def test_a_file_that_is_no_file_of_settings_changes_nothing(options: Tab, text: str) -> None:
    before = options.evaluate("(globalThis.browser ?? chrome).storage.local.get()")
    choose_file(options, text)
    says(options, "no file of")
    assert options.evaluate("(globalThis.browser ?? chrome).storage.local.get()") == before


def test_the_pairing_ends_on_both_sides(reader: Browser, options: Tab, server: ReportedlyServer) -> None:
    machine = (server.state / "machine-token").read_text(encoding="utf-8").strip()
    client = stored(options, "pairing")["client"]
    options.click_button("End the pairing")
    options.wait_until("document.body.innerText.includes('is not paired')", "the pairing to be gone")
    assert stored(options, "pairing") is None
    clients = [token["id"] for token in server.call("GET", "/v1/tokens", token=machine)["tokens"]]
    assert client not in clients
    pair(reader, server)


def test_the_options_notice_a_server_that_comes_back(options: Tab, server: ReportedlyServer) -> None:
    server.stop()
    try:
        options.goto(options.evaluate("location.href"))
        lamp = "document.getElementById('connection').textContent"
        options.wait_until(f"{lamp} === 'Server not running'", "the lamp to tell that the server is down")
    finally:
        server.start()
    options.wait_until(f"{lamp} === 'Paired'", "the server to be found again")


def test_the_keys_of_the_pairing_are_out_of_reach_in_pages(reader: Browser, marked: Tab) -> None:
    """What runs in a page with the extension's rights, as its own content script does."""
    if not isinstance(reader, Chromium):
        pytest.skip("Firefox cannot keep them from content scripts")
    look = "async () => { try { return Object.keys(await chrome.storage.local.get()); } catch { return 'refused'; } }"
    target = f"{{ tabId: {reader.tab_id(marked)} }}"
    found = reader.background(f"chrome.scripting.executeScript({{ target: {target}, func: {look} }})")
    assert found[0]["result"] == "refused"


def test_everything_can_be_chosen_by_keyboard(options: Tab) -> None:
    options.click("h1")
    tab_to(options, "flag-hedged")
    options.press_key(" ")
    options.wait_until("!document.getElementById('flag-hedged').checked", "the flag to be off")
    wait_stored(
        options,
        "flags",
        {"hedged": False, "anonymous_source": True, "vague_attribution": True, "unsourced_claim": True},
    )
    # The row was drawn anew: the focus is where it was.
    assert options.evaluate("document.activeElement.id") == "flag-hedged"
    tab_to(options, "colour-hedged", 2)
    tab_to(options, "line-unsourced_claim")
    tab_to(options, "sensitivity-balanced")
    options.press_key("ArrowDown")
    wait_stored(options, "sensitivity", "sensitive")
    tab_to(options, "quoted")
    options.press_key(" ")
    wait_stored(options, "quotedHedges", True)
    for control in ("paused", "port", "unpair", "local-page", "export", "import"):
        tab_to(options, control)
    tab_to(options, "reset")
    options.press_key("Enter")
    options.wait_until("document.getElementById('flag-hedged').checked", "everything to be as it was at first")
    assert stored(options, "sensitivity") is None
