"""A permission that is taken back in the browser's own settings while it is in use."""

from tests.browser.driver import PAGE_HOST, Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import marked_sentences
from tests.browser.settings import SCRIPTS, forget_preferences, open_options, stored
from tests.browser.test_changing import add_late, wait_for_mark

SITE = f"*://{PAGE_HOST}/*"
SERVER = "http://127.0.0.1/*"
NOT_LET_IN = "The browser has not let Reportedly in there yet."


def announced(page: Tab, count: int, what: str) -> None:
    page.wait_until(f"{SCRIPTS}.then((all) => all.length === {count})", what)


def test_a_site_whose_permission_is_gone_is_left_alone_until_it_is_back(let_in: Browser, pages: PageServer) -> None:
    tab = let_in.open(pages.url("changing.html"))
    let_in.press_toolbar_button(tab)
    marks = tab.wait_for_marks()
    popup = let_in.popup(tab)
    popup.wait_until("document.getElementById('site-automatic')?.checkVisibility()", "the choice for this site")
    popup.click("#site-automatic")
    announced(popup, 1, "the site to be announced")
    try:
        let_in.withdraw(SITE)
        popup.activate()
        announced(popup, 0, "the site to be announced no longer")
        # What is marked stays marked, and the page is still followed: the person has asked for that before.
        tab.activate()
        assert tab.highlights() == marks
        add_late(tab, "#story", "append")
        wait_for_mark(tab, "The bridge might possibly")
        # Another page of the site is not read by itself; a press reads it as on any site.
        another = let_in.open(pages.url("article.html"))
        assert another.highlights() == {}
        let_in.press_toolbar_button(another)
        assert another.wait_for_marks()
        another.close()
        # The site is kept, and the options tell what is the matter.
        options = open_options(let_in)
        options.wait_until(f"document.body.innerText.includes({NOT_LET_IN!r})", "the options to tell")
        assert stored(options, "sites") == [PAGE_HOST]
        options.close()
    finally:
        let_in.give_back(SITE)
    popup.activate()
    announced(popup, 1, "the site to be announced again")
    another = let_in.open(pages.url("article.html"))
    assert another.wait_for_marks()
    for page in (another, popup, tab):
        page.close()
    forget_preferences(let_in)


def test_without_its_server_s_address_it_says_so_and_keeps_the_marks(reader: Browser, article: Tab) -> None:
    reader.press_toolbar_button(article)
    marks = article.wait_for_marks()
    reader.withdraw(SERVER)
    try:
        popup = reader.popup(article)
        popup.wait_until("document.body.innerText.includes('does not let Reportedly reach')", "what is the matter")
        assert popup.evaluate("document.getElementById('allow').checkVisibility()")
        article.activate()
        assert article.highlights() == marks
        if reader.name == "firefox":  # In Chromium nobody could answer the question that this press asks.
            popup.activate()
            popup.click_button("Allow")
            popup.wait_until("document.body.innerText.includes('sentences are marked')", "the counts")
    finally:
        reader.give_back(SERVER)
    popup.close()
    reader.press_toolbar_button(article)
    assert len(marked_sentences(article.wait_for_marks())) == len(marked_sentences(marks))


def test_what_is_withdrawn_is_withdrawn_indeed(reader: Browser) -> None:
    """That the others show something: the browser says no, and yes again."""
    page = reader.extension_page("popup.html?tab=0")
    contains = f"(globalThis.browser ?? chrome).permissions.contains({{origins: [{SERVER!r}]}})"
    reader.withdraw(SERVER)
    try:
        assert page.evaluate(contains) is False
    finally:
        reader.give_back(SERVER)
    assert page.evaluate(contains) is True
    page.close()
