"""Another route of the same page, on a site that its reader has chosen to have marked by itself."""

from tests.browser.driver import Browser
from tests.browser.pages_server import PageServer
from tests.browser.reading import marked_sentences
from tests.browser.settings import SCRIPTS, forget_preferences
from tests.browser.test_kinds import ROUTE

NEW = """[...CSS.highlights].some(([name, marks]) =>
  name.startsWith("reportedly-") && [...marks].some((range) => String(range).startsWith("Three people")))"""


def test_another_route_of_a_chosen_site_is_marked_by_itself(let_in: Browser, pages: PageServer) -> None:
    first = let_in.open(pages.url("article.html"))
    let_in.press_toolbar_button(first)
    first.wait_for_marks()
    popup = let_in.popup(first)
    popup.wait_until("document.getElementById('site-automatic')?.checkVisibility()", "the choice for this site")
    popup.click("#site-automatic")
    popup.wait_until(f"{SCRIPTS}.then((all) => all.length === 1)", "the site to be announced")
    tab = let_in.open(pages.url("live.html"))
    tab.wait_for_marks(timeout=90)
    tab.evaluate(ROUTE)
    tab.wait_until(NEW, "the new article to be marked")
    article = tab.evaluate("document.querySelector('article').textContent")
    marks = marked_sentences(tab.wait_for_marks())
    assert [sentence for sentence in marks if sentence not in article] == []
    let_in.wait_for_badge(tab, str(len(marks)))
    for page in (popup, tab, first):
        page.close()
    forget_preferences(let_in)
