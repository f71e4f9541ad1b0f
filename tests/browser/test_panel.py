"""The side panel: what was found as a list, who speaks, why a sentence is not marked, and what can be taken along."""

import json

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.reading import TITLES, marked_sentences

IN_HAND = "reportedly-current"


@pytest.fixture
def marked(reader: Browser, article: Tab) -> Tab:
    """The article, marked."""
    reader.press_toolbar_button(article)
    article.wait_for_marks()
    reader.popup(article).close()
    return article


@pytest.fixture
def panel(reader: Browser, marked: Tab) -> Tab:
    """The panel of the marked article."""
    shown = reader.extension_page(f"panel.html?tab={reader.tab_id(marked)}")
    shown.wait_until("document.querySelectorAll('#findings li').length", "the list")
    return shown


def listed(panel: Tab) -> list[str]:
    return panel.evaluate("[...document.querySelectorAll('#findings .sentence')].map((b) => b.textContent)")


def squeezed(texts: list[str]) -> list[str]:
    return sorted(" ".join(text.split()) for text in texts)


def test_it_lists_what_is_marked_and_says_why(marked: Tab, panel: Tab) -> None:
    assert squeezed(listed(panel)) == squeezed(marked_sentences(marked.highlights()))
    count = len(listed(panel))
    assert panel.evaluate("document.getElementById('status').textContent").startswith(f"{count} of ")
    first = panel.evaluate("document.querySelector('#findings li').innerText")
    assert any(title in first for title in TITLES.values())
    assert "?" in first


def test_the_picture_says_its_numbers_in_words(panel: Tab) -> None:
    label = panel.evaluate("document.querySelector('#share [role=img]').getAttribute('aria-label')")
    numbers = [int(part.rsplit(" ", 1)[1]) for part in label.split(", ")]
    assert len(numbers) == 4
    assert sum(numbers) == panel.evaluate("Number(document.getElementById('status').textContent.match(/of (\\d+)/)[1])")


def test_filters_change_the_list_and_not_the_page(marked: Tab, panel: Tab) -> None:
    before, all_of_them = marked.highlights(), listed(panel)
    panel.evaluate("document.getElementById('filter-hedged').click()")
    panel.wait_until(f"document.querySelectorAll('#findings li').length < {len(all_of_them)}", "fewer")
    assert "Hedged" not in panel.evaluate("document.getElementById('findings').innerText")
    assert panel.evaluate("document.getElementById('listed').textContent").startswith(f"{len(listed(panel))} ")
    assert marked.highlights() == before


def test_the_keyboard_goes_from_the_list_to_the_sentence(marked: Tab, panel: Tab) -> None:
    sentence = listed(panel)[1]
    panel.evaluate("document.querySelectorAll('#findings .sentence')[1].focus()")
    panel.press_key("Enter")
    marked.activate()
    marked.wait_until(f"CSS.highlights.get({IN_HAND!r})?.size", "the sentence in hand")
    assert squeezed(marked.highlights()[IN_HAND]) == squeezed([sentence])


def test_the_ledger_leads_to_the_sentences_of_a_source(marked: Tab, panel: Tab) -> None:
    names = panel.evaluate("[...document.querySelectorAll('.who h3')].map((h) => h.firstChild.textContent)")
    assert any("familiar with the matter" in name for name in names)
    at = next(k for k, name in enumerate(names) if "familiar with the matter" in name)
    panel.evaluate(f"document.querySelectorAll('.who')[{at}].querySelector('button').click()")
    marked.activate()
    marked.wait_until(f"CSS.highlights.get({IN_HAND!r})?.size", "the sentence in hand")
    assert "familiar with the matter" in marked.highlights()[IN_HAND][0]


SELECT = """(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const at = node.data.indexOf(%s);
    if (at < 0 || !node.parentElement.checkVisibility()) continue;
    getSelection().setBaseAndExtent(node, at, node, at + 5);
    return true;
  }
  return false;
})()"""


def why(marked: Tab, panel: Tab, words: str) -> str:
    assert marked.evaluate(SELECT % json.dumps(words))
    panel.evaluate("document.getElementById('why-answer').replaceChildren()")
    panel.evaluate("document.getElementById('why').click()")
    panel.wait_until("document.getElementById('why-answer').textContent", "an answer")
    return panel.evaluate("document.getElementById('why-answer').innerText")


def test_it_tells_why_a_sentence_is_not_marked(marked: Tab, panel: Tab) -> None:
    assert "It is marked: Anonymous source" in why(marked, panel, "familiar with the")
    unmarked = next(
        text
        for text in marked.evaluate(
            "[...document.querySelectorAll('article p, main p, p')].map((p) => p.textContent.trim())"
        )
        if len(text) > 60 and not any(text[:30] in m for m in marked_sentences(marked.highlights()))
    )
    said = why(marked, panel, unmarked.splitlines()[0][:20])
    assert "source" in said
    assert "came close" in said


def test_every_format_can_be_saved(panel: Tab) -> None:
    panel.evaluate(
        "(window.saved = [], URL.createObjectURL = (blob) => (saved.push(blob), 'data:,'), "
        "HTMLAnchorElement.prototype.click = () => {}, null)"
    )
    formats = panel.evaluate("document.getElementById('format').length")
    for k in range(formats):
        panel.evaluate(f"(document.getElementById('format').value = '{k}', document.getElementById('save').click())")
    texts = panel.evaluate("Promise.all(saved.map((blob) => blob.text()))")
    assert len(texts) == 5
    sentence = listed(panel)[0]
    assert [k for k, text in enumerate(texts) if sentence[:25] not in text.replace("\\", "")] == []
    assert "Saved: reportedly.jsonld" in panel.evaluate("document.getElementById('exported').textContent")


def test_a_page_that_was_not_read_says_how(reader: Browser, article: Tab) -> None:
    shown = reader.extension_page(f"panel.html?tab={reader.tab_id(article)}")
    shown.wait_until("document.getElementById('status').textContent.includes('toolbar')", "what to do")
    assert shown.evaluate("document.getElementById('view').hidden")


def test_another_page_in_the_tab_takes_the_list_away(marked: Tab, panel: Tab) -> None:
    marked.evaluate("(() => { location.hash = 'further-down'; return true; })()")
    marked.evaluate("(() => { document.title = 'still here'; return true; })()")
    panel.evaluate("new Promise((done) => setTimeout(done, 300))")
    assert listed(panel)  # a jump within the page is no other page
    marked.evaluate("(() => { history.pushState(null, '', '/another-article'); return true; })()")
    panel.wait_until("document.getElementById('view').hidden", "the old list to go")
