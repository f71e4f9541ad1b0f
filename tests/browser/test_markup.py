"""Markup in the words of an article, its title and its sources: text wherever the extension shows or saves it."""

import json
import re
from pathlib import Path

from tests.browser.driver import Browser, Tab
from tests.browser.impostor import Answer, Impostor, Seen, as_json
from tests.browser.pages_server import PageServer

MARKUP = "<img src=x onerror="
ACTIVE = """document.querySelectorAll(
  "img:not([src^='icons/']), iframe, object, script:not([src]), [onerror], [onload]").length"""
NAME = "<img src=x onerror=\"document.documentElement.dataset.broken='4'\"> an official"


def everything(seen: Seen) -> Answer:
    """Marks every block as a whole, for reasons that quote all of it, and names a source that is markup."""
    blocks = json.loads(seen.body)["blocks"]
    flag = "anonymous_source"
    sentences = [
        {
            "block": block["id"],
            "start": 0,
            "end": len(block["text"]),
            "flags": [flag],
            "spans": [],
            "reasons": [{"flag": flag, "code": "unnamed_person", "words": [[0, len(block["text"])]]}],
            "scores": {flag: 0.9},
        }
        for block in blocks
    ]
    places = [{"block": block["id"], "start": 0} for block in blocks]
    sources = [{"type": "anonymous", "name": NAME, "sentences": [0], "places": places}]
    answer = {"schema": 1, "offsets": "utf-16", "sentences": sentences, "sources": sources, "summary": {}}
    return as_json({**answer, "thresholds": {flag: 0.5}})


def is_harmless(page: Tab) -> bool:
    return page.evaluate(ACTIVE) == 0 and page.evaluate("document.documentElement.dataset.broken ?? null") is None


def test_markup_stays_text_in_the_panel_and_in_what_is_saved(
    browser: Browser, liar: Impostor, pages: PageServer, tmp_path: Path
) -> None:
    liar.answers = {"/v1/analyze": everything}
    tab = browser.open(pages.url("markup.html"))
    browser.press_toolbar_button(tab)
    tab.wait_for_marks()
    panel = browser.extension_page(f"panel.html?tab={browser.tab_id(tab)}")
    panel.wait_until("document.querySelectorAll('#findings li').length", "the list")
    assert MARKUP in panel.evaluate("document.getElementById('findings').textContent")
    assert NAME in panel.evaluate("document.querySelector('.who h3').textContent")
    assert is_harmless(panel)
    panel.evaluate(
        "(window.saved = [], URL.createObjectURL = (blob) => (saved.push(blob), 'data:,'), "
        "HTMLAnchorElement.prototype.click = () => {}, null)"
    )
    for k in range(panel.evaluate("document.getElementById('format').length")):
        panel.evaluate(f"(document.getElementById('format').value = '{k}', document.getElementById('save').click())")
    texts: list[str] = panel.evaluate("Promise.all(saved.map((blob) => blob.text()))")
    types: list[str] = panel.evaluate("saved.map((blob) => blob.type)")
    panel.close()
    tab.close()
    written = dict(zip((kind.split(";")[0] for kind in types), texts, strict=True))
    # What a browser makes of the file that is saved as HTML.
    file = tmp_path / "saved.html"
    file.write_text(written["text/html"], encoding="utf-8")
    pages.saved["report"] = file
    shown = browser.open(pages.url("saved/report"))
    assert MARKUP in shown.text()
    assert NAME in shown.text()
    assert is_harmless(shown)
    shown.close()
    # Where a reader of the format would take "<" for markup it is not there bare, and the others are whole.
    assert not re.search(r"(?<!\\)<", written["text/markdown"])
    assert MARKUP in written["text/csv"]
    for kind in ("application/json", "application/ld+json"):
        assert MARKUP in json.dumps(json.loads(written[kind]))
