"""The article of the tests, marked by the real model: which sentences, in which way, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.browser.articles import CUES, FLAGGED, NAMED, OUTSIDE
from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import HIGHLIGHT, MULTIPLE, TITLES, WORDS, explanation_of, marked_sentences

BESIDE_BODY = "[...document.documentElement.children].filter((e) => e !== document.head && e !== document.body).length"


@dataclass
class Marked:
    """The article after the press, and its body as it was before."""

    tab: Tab
    highlights: dict[str, list[str]]
    body_before: str = field(repr=False)

    def sentence(self, start: str) -> str:
        """The marked sentence that has these words at its start, after a dateline or so."""
        found = [text for text in marked_sentences(self.highlights) if start in text]
        assert found, f"not marked: {start!r}"
        return found[0]


@pytest.fixture(scope="module")
def marked(reader: Browser, pages: PageServer) -> Iterator[Marked]:
    tab = reader.open(pages.url("article.html"))
    before = tab.body()
    reader.press_toolbar_button(tab)
    yield Marked(tab, tab.wait_for_marks(timeout=90), before)
    tab.close()


@pytest.mark.parametrize(("flag", "start", "words"), FLAGGED, ids=[words for _, _, words in FLAGGED])
def test_a_sentence_is_marked_and_says_why(marked: Marked, flag: str, start: str, words: str) -> None:
    sentence = marked.sentence(start)
    assert sentence in marked.highlights.get(HIGHLIGHT[flag], []) + marked.highlights.get(MULTIPLE, [])
    assert TITLES[flag] in explanation_of(marked.tab, words)


@pytest.mark.parametrize("start", NAMED, ids=[start[:24] for start in NAMED])
def test_a_named_source_is_not_marked(marked: Marked, start: str) -> None:
    assert not [text for text in marked_sentences(marked.highlights) if start in text]


@pytest.mark.parametrize(("flag", "words"), [(flag, words) for flag, all_words in CUES.items() for words in all_words])
def test_the_words_that_raised_the_flag_are_stronger(marked: Marked, flag: str, words: str) -> None:
    assert any(words in text for text in marked.highlights.get(WORDS[flag], []))


def test_marks_are_whole_sentences_wherever_emoji_and_links_stand(marked: Marked) -> None:
    sentences = marked_sentences(marked.highlights)
    assert "Two people familiar with the matter said the cabinet had already agreed on the ban in private." in sentences
    assert [text for text in sentences if not (text[0].isupper() or text[0] == "“") or text[-1] not in ".”"] == []


def test_only_the_article_is_marked(marked: Marked) -> None:
    texts = [text for texts in marked.highlights.values() for text in texts]
    assert [words for words in OUTSIDE if any(words in text for text in texts)] == []


def test_the_body_is_as_it_was(marked: Marked) -> None:
    explanation_of(marked.tab, "familiar with the")
    assert marked.tab.body() == marked.body_before
    assert marked.tab.evaluate(BESIDE_BODY) == 1


def test_the_badge_counts_the_marked_sentences(reader: Browser, marked: Marked) -> None:
    reader.wait_for_badge(marked.tab, str(len(marked_sentences(marked.highlights))))


def test_clear_leaves_nothing_behind(reader: Browser, pages: PageServer) -> None:
    tab = reader.open(pages.url("article.html"))
    before = str(tab.evaluate("document.documentElement.outerHTML"))
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    popup = reader.popup(tab)
    popup.click_button("Clear")
    popup.wait_until("document.body.innerText.includes('no marks now')", "the popup to say so")
    popup.close()
    tab.activate()
    tab.wait_for_no_marks()
    assert tab.evaluate("[...CSS.highlights.keys()]") == []
    assert tab.evaluate("document.documentElement.outerHTML") == before
    reader.wait_for_badge(tab, "")
    tab.close()


@pytest.mark.parametrize("page", ["dark.html", "strict.html"])
def test_other_kinds_of_page_are_marked_alike(reader: Browser, pages: PageServer, marked: Marked, page: str) -> None:
    """A dark page in lighter colours; a page whose policy allows no style all the same."""
    tab = reader.open(pages.url(page))
    before = tab.body()
    reader.press_toolbar_button(tab)
    assert tab.wait_for_marks() == marked.highlights
    assert tab.body() == before
    assert TITLES["anonymous_source"] in explanation_of(tab, "familiar with the")
    ours, theirs = (_line(one, HIGHLIGHT["anonymous_source"]) for one in (tab, marked.tab))
    assert ours["line"] == "underline"
    assert (ours["colour"] != theirs["colour"]) == (page == "dark.html")
    tab.close()


def test_each_flag_has_a_line_of_its_own(marked: Marked) -> None:
    """Colour is never the only sign."""
    styles = [_line(marked.tab, name)["style"] for name in [*HIGHLIGHT.values(), MULTIPLE]]
    assert len(set(styles)) == len(styles)


def _line(tab: Tab, highlight: str) -> dict[str, str]:
    style = f"getComputedStyle(document.querySelector('article p'), '::highlight({highlight})')"
    read = "{line: s.textDecorationLine, style: s.textDecorationStyle, colour: s.textDecorationColor}"
    return dict(tab.evaluate(f"((s) => ({read}))({style})"))
