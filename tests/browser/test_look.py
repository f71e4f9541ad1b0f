"""How marks look, by the pixels: their lines and colours on light and dark, in forced colours and printed, and that a
page keeps its shape and stays readable."""

from collections.abc import Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.pixels import Words, colour, contrast, printed_colours, screenshot
from tests.browser.reading import HIGHLIGHT, MULTIPLE, explanation_of, marked_sentences

KINDS = {"hedged": "wavy", "anonymous": "dashed", "vague": "dotted", "unsourced": "double", "multiple": "solid"}
"""The line of each kind of mark."""

COLOURS = {
    "light": ["#1d63a8", "#b0480b", "#85429a", "#0a7358", "#3f4650"],
    "dark": ["#83bdf5", "#f5a870", "#d8a2e8", "#63d2ad", "#c3c8d0"],
}

REST = {
    "hedged": "whether the council will",
    "anonymous": "the contract was almost",
    "vague": "that the old boats are unsafe",
    "unsourced": "The reform of the",
    "multiple": "the owners never cared",
}
"""Words of crowded.html of a sentence with this mark, that are not those that raised the flag."""

YELLOW = (255, 214, 92)
"""What the sentence in hand is laid on, before it is made paler."""

STRONG = {"hedged": "probably", "vague": "critics"}
"""Words that raised the two flags of one sentence of crowded.html."""

SHAPE = """[...document.querySelectorAll("body, body *")].map((element) => {
  const box = element.getBoundingClientRect();
  return [element.tagName, box.x + scrollX, box.y + scrollY, box.width, box.height].join();
})"""

SHIFTS = """new Promise((done) => {
  const seen = [];
  new PerformanceObserver((list) => seen.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(seen), 200);
})"""

TEXTS = """(root) => {
  const walker = document.createTreeWalker(root.querySelector(".box"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim()) found.push([node.data, getComputedStyle(node.parentElement).color]);
  }
  return [getComputedStyle(root.querySelector(".box")).backgroundColor, found];
}"""


@pytest.fixture(scope="module", params=["light", "dark"])
def ground(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def open_marked(reader: Browser, pages: PageServer, ground: str) -> Tab:
    """A page on which most sentences are marked, light or dark."""
    tab = reader.open(pages.url("crowded.html"))
    tab.evaluate(f"(document.documentElement.className = '{ground}')")
    reader.press_toolbar_button(tab)
    tab.wait_for_marks(timeout=90)
    reader.close_popup(tab)
    return tab


@pytest.fixture(scope="module")
def crowded(reader: Browser, pages: PageServer, ground: str) -> Iterator[Tab]:
    tab = open_marked(reader, pages, ground)
    yield tab
    tab.close()


@pytest.fixture
def calm(reader: Browser, crowded: Tab) -> Iterator[Tab]:
    """A page full of marks with nothing explained, drawn as on a screen; and so again afterwards."""
    crowded.activate()
    crowded.move_mouse(1, 1)
    crowded.press_key("Escape")
    crowded.wait_until("!CSS.highlights.has('reportedly-current')", "nothing to be explained")
    crowded.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    yield crowded
    reader.show_as(crowded, "screen")


def lines(tab: Tab, ground: str) -> dict[str, str]:
    """For each kind of mark the kind of line in the colour that it should have."""
    shot = screenshot(tab)
    colours = dict(zip(KINDS, COLOURS[ground], strict=True))
    return {kind: Words(tab, words, shot).line(colour(colours[kind])) for kind, words in REST.items()}


def test_each_flag_has_its_line_in_its_colour(calm: Tab, ground: str) -> None:
    assert lines(calm, ground) == KINDS


def test_every_line_stands_out_from_the_page(calm: Tab, ground: str) -> None:
    shot = screenshot(calm)
    for kind, own in zip(KINDS, COLOURS[ground], strict=True):
        words = Words(calm, REST[kind], shot)
        assert contrast(colour(own), words.ground) >= 4.5
        assert contrast(words.ink, words.ground) >= 7


def test_a_sentence_with_two_flags_shows_both(calm: Tab) -> None:
    """By a line of its own, by the colours of its words, and in the tooltip."""
    (sentence,) = [text for text in calm.highlights()[MULTIPLE] if "probably" in text]
    assert "critics" in sentence
    shot = screenshot(calm)
    grounds = [Words(calm, words, shot).ground for words in [*STRONG.values(), REST["multiple"]]]
    assert len(set(grounds)) == 3
    # The same colours as where a sentence carries that flag alone.
    assert grounds[0] == Words(calm, "It is unclear", shot).ground
    assert grounds[1] == Words(calm, "Experts", shot).ground
    shown = explanation_of(calm, "probably")
    assert "Hedged" in shown
    assert "Vague attribution" in shown


def test_a_page_full_of_marks_stays_readable(calm: Tab) -> None:
    found = calm.highlights()
    text = " ".join(calm.evaluate("[...document.querySelectorAll('article p:not(.byline)')].map((p) => p.innerText)"))
    assert sum(len(one) for one in marked_sentences(found)) > 0.8 * len(text)
    assert [name for name in found if name.startswith("reportedly-tint-")] == []
    shot = screenshot(calm)
    page = shot.at(shot.width - 1, 1)
    for words in REST.values():
        assert Words(calm, words, shot).ground == page
    for words in STRONG.values():
        strong = Words(calm, words, shot)
        assert strong.ground != page
        assert contrast(strong.ink, strong.ground) >= 4.5


def test_the_explanation_can_be_read(calm: Tab) -> None:
    explanation_of(calm, "probably")
    paper, texts = calm.explained(TEXTS)
    assert len(texts) >= 8
    assert [(text, of) for text, of in texts if contrast(colour(of), colour(paper)) < 4.5] == []
    box = calm.explained("(root) => root.querySelector('.box').getBoundingClientRect().toJSON()")
    corner = screenshot(calm).at(round(box["right"]) - 8, round(box["bottom"]) - 8)
    assert corner == colour(paper)


def test_forced_colours_leave_the_lines_apart(reader: Browser, pages: PageServer, ground: str) -> None:
    tab = open_marked(reader, pages, ground)
    reader.show_as(tab, "forced")
    shot = screenshot(tab)
    page = shot.at(shot.width - 1, 1)
    seen = {}
    for kind, text in REST.items():
        words = Words(tab, text, shot)
        assert words.ground != page
        seen[kind] = words.line(words.ink, inside=True)
    assert seen == KINDS
    # Not a matter of taste, but of the reader's system: that the words stand out at all.
    for text in STRONG.values():
        strong = Words(tab, text, shot)
        assert strong.ground not in (page, Words(tab, REST["multiple"], shot).ground)
        assert contrast(strong.ink, strong.ground) >= 4.5
    before = Words(tab, REST["multiple"], shot)
    explanation_of(tab, "probably")
    tab.evaluate("new Promise((done) => setTimeout(() => done(1), 300))")
    now = Words(tab, REST["multiple"], screenshot(tab))
    assert REST["multiple"] in tab.highlights()["reportedly-current"][0]
    assert contrast(now.ink, now.ground) >= contrast(before.ink, before.ground) - 0.1
    reader.show_as(tab, "screen")
    tab.close()


def test_print_leaves_the_explanation_out(reader: Browser, calm: Tab) -> None:
    explanation_of(calm, "probably")
    current = "getComputedStyle(document.querySelector('article p'), '::highlight(reportedly-current)').backgroundColor"
    assert calm.evaluate(current) != "rgba(0, 0, 0, 0)"
    reader.show_as(calm, "print")
    assert calm.evaluate(current) == "rgba(0, 0, 0, 0)"
    # Paper is white, whatever the page is.
    assert lines(calm, "light") == KINDS
    assert Words(calm, REST["multiple"], shot := screenshot(calm)).ground == shot.at(shot.width - 1, 1)
    # Last, for looking into it ends Chromium's pretence of printing.
    assert calm.explained("(root) => getComputedStyle(root.querySelector('.box')).display") == "none"


def test_paper_has_the_lines(reader: Browser, calm: Tab) -> None:
    explanation_of(calm, "probably")
    printed = printed_colours(reader.pdf(calm))
    own = {colour(one) for one in COLOURS["light"]}
    if reader.name == "firefox":
        # It prints a copy of the page, and the copy has no highlights: README.md says what to do instead.
        assert own & printed == set()
    else:
        assert own <= printed
        assert not printed & {colour(one) for one in COLOURS["dark"]}
        assert YELLOW not in printed


def test_the_page_keeps_its_shape(reader: Browser, pages: PageServer) -> None:
    tab = reader.open(pages.url("crowded.html"))
    body, shape = tab.body(), tab.evaluate(SHAPE)
    for flag in HIGHLIGHT.values():
        assert flag not in tab.highlights()
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    reader.close_popup(tab)
    explanation_of(tab, "probably")
    assert tab.evaluate(SHAPE) == shape
    assert tab.body() == body
    if reader.name == "chromium":
        assert tab.evaluate(SHIFTS) == []
        # The observer would have told.
        tab.evaluate("(document.querySelector('h1').style.marginTop = '300px')")
        assert len(tab.evaluate(SHIFTS)) > 0
    tab.close()
