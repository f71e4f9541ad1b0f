"""Pages that change after they were marked: late paragraphs, live blogs, other routes, text that is drawn anew."""

from collections.abc import Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import explanation_of, marked_sentences

LATE = "The bridge might possibly be closed for the whole of the winter, a move that nobody in the town had expected."
NEXT = [
    "The harbour of Lowen could possibly close next year, and it is unclear whether the boats will find another.",
    "Three people briefed on the plan said the owners had already given notice to the crews of all the boats.",
    "Harbour Master Jan Tilo said on Friday that he would publish the accounts of the harbour before the summer.",
]


@pytest.fixture
def marked(reader: Browser, pages: PageServer) -> Iterator[Tab]:
    tab = reader.open(pages.url("changing.html"))
    reader.press_toolbar_button(tab)
    tab.wait_for_marks(timeout=90)
    yield tab
    tab.close()


def wait_for_mark(tab: Tab, words: str) -> None:
    """Waits until a sentence with these words is marked, in nodes that stand in the page."""
    tab.wait_until(
        f"""[...CSS.highlights].some(([name, marks]) => name.startsWith('reportedly-') && [...marks].some((range) =>
            range.startContainer.isConnected && range.toString().includes({words!r})))""",
        f"{words!r} to be marked",
    )


def add_late(tab: Tab, where: str, how: str) -> None:
    """Puts a paragraph with LATE into the page."""
    paragraph = f"Object.assign(document.createElement('p'), {{textContent: {LATE!r}}})"
    tab.evaluate(f"(document.querySelector({where!r}).{how}({paragraph}), 1)")


def test_a_late_paragraph_is_marked_and_the_rest_stays(marked: Tab) -> None:
    before = marked_sentences(marked.highlights())
    add_late(marked, "#story", "append")
    wait_for_mark(marked, "The bridge might possibly")
    after = marked_sentences(marked.highlights())
    assert sorted(after) == sorted([*before, LATE])


def test_a_post_on_top_of_a_live_blog_is_marked(reader: Browser, marked: Tab) -> None:
    before = marked_sentences(marked.highlights())
    add_late(marked, "h1", "after")
    wait_for_mark(marked, "The bridge might possibly")
    reader.wait_for_badge(marked, str(len(before) + 1))
    marked.evaluate("scrollTo(0, 0)")
    reader.run_command("next-mark", marked)
    marked.wait_until("CSS.highlights.get('reportedly-current')?.size", "the first mark in hand")
    assert marked.highlights()["reportedly-current"] == [LATE]


@pytest.mark.parametrize(
    "change",
    [
        "document.querySelector('#story').innerHTML = document.querySelector('#story').innerHTML",
        "document.body.innerHTML = document.body.innerHTML",
        "document.querySelector('#story').replaceWith(document.querySelector('#story').cloneNode(true))",
        "document.querySelector('main').append(document.querySelector('#story'))",
    ],
    ids=["innerHTML", "whole body", "replaced", "moved"],
)
def test_text_that_is_drawn_anew_keeps_its_marks(marked: Tab, change: str) -> None:
    before = marked.highlights()
    marked.evaluate(f"({change}, 1)")
    wait_for_mark(marked, "Two officials")
    assert marked.wait_for_marks() == before
    assert "Anonymous source" in explanation_of(marked, "Two officials familiar")


def test_another_route_loses_the_old_marks(reader: Browser, marked: Tab) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in NEXT)
    marked.evaluate(
        f"(history.pushState(null, '', '/another'), document.querySelector('#app').innerHTML = "
        f"'<article><h1>The harbour of Lowen</h1>{paragraphs}</article>', 1)"
    )
    marked.wait_for_no_marks()
    reader.wait_for_badge(marked, "")
    assert marked.evaluate("document.documentElement.children.length") == 2
    reader.press_toolbar_button(marked)
    wait_for_mark(marked, "Three people")


def test_what_a_page_takes_away_is_no_longer_counted(reader: Browser, marked: Tab) -> None:
    count = len(marked_sentences(marked.highlights()))
    reader.wait_for_badge(marked, str(count))
    popup = reader.popup(marked)
    popup.wait_until(f"document.body.innerText.includes('{count} of ')", "the count of marked sentences")
    marked.activate()
    marked.evaluate("(globalThis.last = document.querySelector('#story p:last-child'), last.remove(), 1)")
    reader.wait_for_badge(marked, str(count - 1))
    assert len(marked_sentences(marked.highlights())) == count - 1
    popup.activate()
    popup.wait_until(f"document.body.innerText.includes('{count - 1} of ')", "the popup to count what is left")
    marked.activate()
    marked.evaluate("(document.querySelector('#story').append(last), 1)")
    reader.wait_for_badge(marked, str(count))
    assert len(marked_sentences(marked.highlights())) == count
    popup.close()


def test_of_a_paywalls_stub_only_the_stub_is_judged(reader: Browser, pages: PageServer) -> None:
    """Two paragraphs are shown, two are in the page and hidden: no mark and no count tells of those."""
    tab = reader.open(pages.url("changing.html"))
    tab.evaluate("([...document.querySelectorAll('#story p')].slice(2).forEach((p) => (p.style.display = 'none')), 1)")
    offer = "Object.assign(document.createElement('p'), {textContent: 'Subscribe now to read on.'})"
    tab.evaluate(f"(document.querySelector('#story').append({offer}), 1)")
    reader.press_toolbar_button(tab)
    found = marked_sentences(tab.wait_for_marks())
    assert [text[:20] for text in found] == ["The council of Orlen"]
    reader.wait_for_badge(tab, "1")
    popup = reader.popup(tab)
    popup.wait_until("document.body.innerText.includes('1 of 2')", "the two sentences that are shown")
    popup.close()
    tab.close()


def test_an_article_that_comes_late_is_marked_when_it_was_asked_for(reader: Browser, pages: PageServer) -> None:
    tab = reader.open(pages.url("changing.html"))
    tab.evaluate("(globalThis.story = document.querySelector('#story'), story.remove(), 1)")
    reader.press_toolbar_button(tab)
    reader.wait_for_badge(tab, "!")
    tab.evaluate("(document.querySelector('main').append(story), 1)")
    wait_for_mark(tab, "Two officials")
    tab.close()


def test_marks_come_back_when_a_page_clears_them(marked: Tab) -> None:
    before = marked.highlights()
    marked.evaluate("(CSS.highlights.clear(), 1)")
    wait_for_mark(marked, "Two officials")
    assert marked.highlights() == before
    marked.evaluate("([...CSS.highlights.values()].forEach((one) => one.clear()), 1)")
    wait_for_mark(marked, "Two officials")
    assert marked.highlights() == before


def test_marks_come_back_each_time_that_a_page_clears_them(marked: Tab) -> None:
    """A page that goes on clearing the registry, at once when marks are in it again, five times."""
    before = marked.highlights()
    cleared = marked.evaluate(
        """new Promise((done) => {
          let cleared = 0;
          const ends = setTimeout(() => done(cleared), 25_000);
          const timer = setInterval(() => {
            if (![...CSS.highlights.keys()].some((name) => name.startsWith("reportedly-"))) return;
            if (cleared === 5) { clearInterval(timer); clearTimeout(ends); done(cleared); return; }
            CSS.highlights.clear();
            cleared += 1;
          }, 20);
        })"""
    )
    assert cleared == 5
    assert marked.wait_for_marks() == before


def test_what_is_no_text_of_the_article_changes_nothing(marked: Tab) -> None:
    """A clock that ticks, a banner that comes: the same marks, and nothing is judged again."""
    before = marked.highlights()
    marked.evaluate(
        """new Promise((done) => {
          const clock = document.body.appendChild(document.createElement("footer"));
          let ticks = 0;
          const timer = setInterval(() => {
            clock.textContent = `It is ${ticks} o'clock, and this banner is as long as a paragraph of something.`;
            if ((ticks += 1) > 30) { clearInterval(timer); done(1); }
          }, 50);
        })"""
    )
    assert marked.wait_for_marks() == before
