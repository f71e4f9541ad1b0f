"""Articles that stand in shadow trees and frames: marked, explained, listed and followed as in any other page."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import HIGHLIGHT, MULTIPLE, marked_sentences, wait_for_explanation
from tests.browser.test_changing import LATE, wait_for_mark

PLACES = ["open", "closed", "slotted", "paragraphs", "frame", "part", "frame-shadow"]

FIND = """((words) => {
  for (const root of roots) {
    if (root.nodeType === 9 && !root.defaultView) continue;
    const walker = (root.ownerDocument ?? root).createTreeWalker(root.body ?? root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const at = node.data.indexOf(words);
      if (at < 0 || !node.parentElement.checkVisibility()) continue;
      const range = node.ownerDocument.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + words.length);
      return range;
    }
  }
  return null;
})"""


def place_of(tab: Tab, words: str) -> tuple[float, float]:
    """Where words stand in the window, in whichever tree."""
    x, y = tab.evaluate(
        f"""(async () => {{
          const range = {FIND}({words!r});
          range.startContainer.parentElement.scrollIntoView({{block: "center", behavior: "instant"}});
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const box = range.getClientRects()[0];
          const frame = range.startContainer.ownerDocument.defaultView.frameElement;
          const outer = frame?.getBoundingClientRect() ?? {{x: 0, y: 0}};
          const border = frame ? 15 : 0; // of inside.html: the frame's border and padding
          return [outer.x + border + box.x + box.width / 2, outer.y + border + box.y + box.height / 2];
        }})()"""
    )
    return x, y


def explanation_of(tab: Tab, words: str) -> str:
    place = place_of(tab, words)  # first, since it scrolls: another mark may come under the pointer
    tab.move_mouse(tab.evaluate("innerWidth") - 20, 1)  # beside the text
    tab.press_key("Escape")
    tab.move_mouse(*place)
    return wait_for_explanation(tab)


def line_under(tab: Tab, words: str) -> str:
    """The line that marks draw under the text with these words, as the page computes it where the text stands."""
    element = f"{FIND}({words!r}).startContainer.parentElement"
    styles = [
        tab.evaluate(f"getComputedStyle({element}, '::highlight({name})').textDecorationLine")
        for name in [*HIGHLIGHT.values(), MULTIPLE]
    ]
    return " ".join(set(styles))


def assert_beside(tab: Tab, words: str) -> None:
    """The explanation stands right above or below the words that it is about, at the window's side of their line."""
    left, top, right, bottom = tab.explained(
        """(root) => new Promise((done) => requestAnimationFrame(() => {
             const { left, top, right, bottom } = root.querySelector(".box").getBoundingClientRect();
             done([left, top, right, bottom]);
           }))"""
    )
    _, y = place_of(tab, words)
    assert 0 <= left < right <= tab.evaluate("innerWidth")
    assert min(abs(top - y), abs(bottom - y)) < 50


Opened = Callable[[str], Tab]


@pytest.fixture
def opened(reader: Browser, pages: PageServer) -> Iterator[Opened]:
    """Opens inside.html with the article in one of its places."""
    tabs: list[Tab] = []

    def open_place(place: str) -> Tab:
        tabs.append(reader.open(pages.url(f"inside.html?{place}")))
        assert tabs[-1].evaluate("ready")
        return tabs[-1]

    yield open_place
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="module")
def expected(reader: Browser, pages: PageServer) -> dict[str, list[str]]:
    """The marks of the same article in a plain page."""
    tab = reader.open(pages.url("inside.html?plain"))
    reader.press_toolbar_button(tab)
    found = tab.wait_for_marks(timeout=90)
    tab.close()
    assert len(marked_sentences(found)) == 3
    return found


@pytest.mark.parametrize("place", PLACES)
def test_the_article_is_marked_and_explained_where_it_stands(
    reader: Browser, opened: Opened, expected: dict[str, list[str]], place: str
) -> None:
    tab = opened(place)
    reader.press_toolbar_button(tab)
    assert tab.wait_for_marks() == expected
    assert line_under(tab, "Critics say") == "underline"
    # A highlight paints only what is in the document in whose registry it is.
    names = f"[...{FIND}('Critics say').startContainer.ownerDocument.defaultView.CSS.highlights.keys()]"
    assert set(tab.evaluate(names)) == set(expected)
    assert "Anonymous source" in explanation_of(tab, "Two officials familiar")
    assert_beside(tab, "Two officials familiar")
    assert "Vague attribution" in explanation_of(tab, "Critics say the sale")


def test_a_mark_at_the_same_place_of_the_page_around_a_frame_is_not_meant(reader: Browser, opened: Opened) -> None:
    tab = opened("part")
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    # As far from the window's corner as the other sentence is from the frame's, wherever the page is scrolled.
    tab.evaluate(
        f"""(() => {{
          const box = {FIND}("Critics say the sale").getBoundingClientRect();
          const style = `position: fixed; margin: 0; top: ${{box.y - 10}}px; left: 20px`;
          document.querySelector("main > p").style.cssText = style;
        }})()"""
    )
    assert "Vague attribution" in explanation_of(tab, "Critics say the sale")


@pytest.mark.parametrize("place", PLACES)
def test_the_keyboard_goes_through_them_in_reading_order(reader: Browser, opened: Opened, place: str) -> None:
    tab = opened(place)
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    for words in ("The council of Orlen is reportedly", "Two officials", "Critics say"):
        reader.run_command("next-mark", tab)
        tab.wait_until(
            f"[...CSS.highlights.get('reportedly-current') ?? []].some((r) => String(r.startContainer.data)"
            f".slice(r.startOffset).startsWith({words!r}))",
            f"{words!r} to be in hand",
        )
        assert_beside(tab, words)


@pytest.mark.parametrize("place", ["closed", "frame"])
def test_a_paragraph_that_comes_late_is_marked(reader: Browser, opened: Opened, place: str) -> None:
    tab = opened(place)
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    tab.evaluate(
        f"""(() => {{
          const {{ parentElement: last }} = {FIND}("Critics say").startContainer;
          const late = last.cloneNode();
          late.textContent = {LATE!r};
          last.after(late);
        }})()"""
    )
    wait_for_mark(tab, "The bridge might possibly")
    assert line_under(tab, "The bridge might") == "underline"


def test_a_shadow_tree_that_comes_late_is_found_when_it_was_asked_for(
    reader: Browser, opened: Opened, expected: dict[str, list[str]]
) -> None:
    tab = opened("late")
    reader.press_toolbar_button(tab)
    reader.wait_for_badge(tab, "!")
    tab.evaluate("(finish(), 1)")
    wait_for_mark(tab, "Two officials")
    assert tab.wait_for_marks() == expected


def test_a_frame_that_shows_another_page_loses_its_marks(reader: Browser, opened: Opened) -> None:
    tab = opened("frame")
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    tab.evaluate("(document.querySelector('iframe').srcdoc = '<p>Nothing but a line.', 1)")
    tab.wait_for_no_marks()


@pytest.mark.parametrize("place", ["closed", "frame"])
def test_clear_leaves_nothing_behind(reader: Browser, opened: Opened, place: str) -> None:
    tab = opened(place)
    reader.press_toolbar_button(tab)
    tab.wait_for_marks()
    assert tab.evaluate("roots.at(-1).adoptedStyleSheets.length") == 1
    popup = reader.popup(tab)
    popup.click_button("Clear")
    tab.activate()
    tab.wait_for_no_marks()
    tab.wait_until("roots.at(-1).adoptedStyleSheets.length === 0", "the styles to go")
    popup.close()


def test_an_article_in_a_frame_of_another_site_is_told(reader: Browser, pages: PageServer) -> None:
    tab = reader.open(pages.url("empty.html"))
    other = pages.url("article.html").replace("news.test", "127.0.0.1")
    tab.evaluate(
        f"""new Promise((done) => {{
          const frame = document.createElement("iframe");
          Object.assign(frame.style, {{ width: "100vw", height: "100vh" }});
          frame.src = {other!r};
          frame.addEventListener("load", () => done(1));
          document.body.append(frame);
        }})"""
    )
    reader.press_toolbar_button(tab)
    reader.wait_for_badge(tab, "!")
    popup = reader.popup(tab)
    # The popup has the page looked at once more: what it says, it says in one piece.
    popup.wait_until(
        "((said) => said.includes('in a frame of another site') && said.includes('frame of 127.0.0.1'))"
        "(document.body.innerText)",
        "the popup to say so",
    )
    popup.close()
    tab.close()
