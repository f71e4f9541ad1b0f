"""Marks do not flicker: looked at once a frame, no mark that stays goes away for a moment while others come and go."""

import json
from collections.abc import Iterator

import pytest

from tests.browser.driver import Browser, Tab
from tests.browser.pages_server import PageServer
from tests.browser.reading import HIGHLIGHT, MULTIPLE, marked_sentences

LATE = "The bridge might possibly be closed for the whole of the winter, a move that nobody in the town had expected."

WATCH = """((names) => {
  globalThis.frames = [];
  globalThis.watching = true;
  const look = () => {
    const seen = [];
    for (const name of names) {
      for (const place of CSS.highlights.get(name) ?? []) {
        if (!place.startContainer.isConnected || place.collapsed) continue;
        const range = document.createRange();
        range.setStart(place.startContainer, place.startOffset);
        range.setEnd(place.endContainer, place.endOffset);
        seen.push(range.toString());
      }
    }
    frames.push([performance.now(), seen]);
    if (watching) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""

REDRAWN = [
    "[...document.querySelectorAll('#story p')].forEach((one) => one.replaceWith(one.cloneNode(true)))",
    "((story) => { story.innerHTML = story.innerHTML; })(document.querySelector('#story'))",
    "((app, html) => { app.replaceChildren(); app.innerHTML = html; })(...[...document.querySelectorAll('#app')]"
    ".flatMap((app) => [app, app.innerHTML]))",
]
"""Ways in which a page draws the same text anew, in other nodes."""


@pytest.fixture
def marked(reader: Browser, pages: PageServer) -> Iterator[Tab]:
    tab = reader.open(pages.url("changing.html"))
    reader.press_toolbar_button(tab)
    tab.wait_for_marks(timeout=90)
    reader.close_popup(tab)
    tab.evaluate(f"{WATCH}({json.dumps([*HIGHLIGHT.values(), MULTIPLE])})")
    tab.wait_until("frames.length > 2", "the first frames")
    yield tab
    tab.close()


def frames(tab: Tab) -> list[tuple[float, list[str]]]:
    """What was marked in each frame since the watching began, up to some frames from now."""
    tab.evaluate(
        "((n) => new Promise((done) => { const look = () => frames.length > n + 20 ? done() : "
        "requestAnimationFrame(look); look(); }))(frames.length)"
    )
    tab.evaluate("(watching = false)")
    return [(float(at), list(seen)) for at, seen in tab.evaluate("frames")]


def never_gone(seen: list[tuple[float, list[str]]], sentences: list[str]) -> None:
    """Asserts that these sentences are marked in each frame."""
    assert len(seen) > 20
    gone = {sentence for sentence in sentences for _, one in seen if sentence not in one}
    assert gone == set()


def test_a_late_paragraph_leaves_the_others_alone(marked: Tab) -> None:
    before = marked_sentences(marked.highlights())
    paragraph = f"Object.assign(document.createElement('p'), {{ textContent: {json.dumps(LATE)} }})"
    marked.evaluate(f"(document.querySelector('#story').append({paragraph}), 1)")
    marked.wait_until(f"frames.at(-1)[1].includes({json.dumps(LATE)})", "the late paragraph to be marked")
    never_gone(frames(marked), before)


def test_a_switched_flag_leaves_the_others_alone(reader: Browser, marked: Tab) -> None:
    found = marked.highlights()
    switched, *others = [flag for flag, name in HIGHLIGHT.items() if found.get(name)]
    stay = [text for flag in others for text in found[HIGHLIGHT[flag]]]
    assert stay
    name = HIGHLIGHT[switched]
    reader.store({"flags": {flag: flag != switched for flag in HIGHLIGHT}})
    marked.activate()
    marked.wait_until(f"!CSS.highlights.has({name!r})", "its marks to go")
    reader.store({"flags": dict.fromkeys(HIGHLIGHT, True)})
    marked.activate()
    marked.wait_until(f"CSS.highlights.has({name!r})", "its marks to come again")
    never_gone(frames(marked), stay)


@pytest.mark.parametrize("redraw", REDRAWN)
def test_what_is_drawn_anew_is_marked_in_the_same_frame(marked: Tab, redraw: str) -> None:
    before = marked_sentences(marked.highlights())
    marked.evaluate(f"({redraw}, (globalThis.redrawn = performance.now()))")
    marked.wait_until("performance.now() > redrawn + 600", "the page to have settled")
    never_gone(frames(marked), before)
