"""Nobody is shut out of the popup, the panel and the options page, as far as axe can tell, light and dark."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.driver import REPOSITORY, Browser, Tab
from tests.browser.server import ReportedlyServer
from tests.browser.settings import open_options

AXE = REPOSITORY / "extension" / "node_modules" / "axe-core" / "axe.min.js"

Opener = Callable[[], Tab]


def violations(page: Tab) -> list[str]:
    """What axe finds by the rules of WCAG 2.2 AA and its own best practices: rule, element, and what is wrong."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run `npm ci` in extension/")
    source = AXE.read_text(encoding="utf-8")
    page.evaluate(f"(() => {{ {source}\n; return true; }})()")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)")
    assert page.evaluate("axe.run(document).then((result) => result.passes.length)") > 10
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.fixture
def pages_of_ours(reader: Browser, article: Tab, server: ReportedlyServer) -> Iterator[dict[str, Opener]]:
    """Ways to open the popup in each of its states, and the options page."""
    opened: list[Tab] = []

    def popup_with_marks() -> Tab:
        reader.press_toolbar_button(article)
        article.wait_for_marks()
        popup = reader.popup(article)
        popup.wait_until("document.getElementById('clear')", "the counts")
        return popup

    def popup_without_server() -> Tab:
        reader.store({"serverPort": 9})
        popup = reader.extension_page("popup.html?tab=0")
        popup.wait_until("document.getElementById('copy')", "the command that starts the server")
        return popup

    def popup_paused() -> Tab:
        reader.store({"paused": True})
        popup = reader.extension_page("popup.html?tab=0")
        popup.wait_until("document.getElementById('resume')", "the way to resume")
        return popup

    def panel() -> Tab:
        reader.press_toolbar_button(article)
        article.wait_for_marks()
        shown = reader.extension_page(f"panel.html?tab={reader.tab_id(article)}")
        shown.wait_until("document.querySelectorAll('#findings li').length", "the list")
        return shown

    def options() -> Tab:
        reader.store({"sites": ["news.test", "a.very.long.name.of.a.site.example"]})
        return open_options(reader)

    def kept(opener: Opener) -> Opener:
        def open_and_keep() -> Tab:
            opened.append(opener())
            return opened[-1]

        return open_and_keep

    ways = (popup_with_marks, popup_without_server, popup_paused, panel, options)
    yield {way.__name__: kept(way) for way in ways}
    reader.store({"serverPort": server.port, "paused": False, "sites": []})
    for page in opened:
        reader.colour_scheme(page, "light")
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("way", ["popup_with_marks", "popup_without_server", "popup_paused", "panel", "options"])
def test_axe_finds_nothing(reader: Browser, pages_of_ours: dict[str, Opener], way: str, scheme: str) -> None:
    page = pages_of_ours[way]()
    reader.colour_scheme(page, scheme)
    assert violations(page) == []


def test_axe_would_find_something(reader: Browser, pages_of_ours: dict[str, Opener]) -> None:
    page = pages_of_ours["options"]()
    page.evaluate("(() => { document.querySelector('label.pick').firstChild.remove(); return true; })()")
    page.evaluate("(() => { document.querySelector('h1').style.color = '#ddd'; return true; })()")
    assert {line.partition(":")[0] for line in violations(page)} >= {"select-name", "color-contrast"}
