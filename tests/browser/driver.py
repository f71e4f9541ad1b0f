"""What a test may ask of a browser, the same words for Chromium and Firefox.

A :class:`Browser` has the built extension installed and opens :class:`Tab` objects. Everything that is asked of a page
is JavaScript in the page's own realm (an extension page's realm for the popup), so one test runs in both browsers.
Waiting is done inside the page, by a promise with a deadline: a test never sleeps.
"""

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE_HOST = "news.test"
"""The host of the tests' pages. Both browsers resolve it to 127.0.0.1 and have no other network.

Not 127.0.0.1 itself: the extension has a permission for that host, and a news page has to work without one.
"""

MARK_PREFIX = "reportedly"
"""Names of the extension's highlights start so (the registry is shared with the page)."""

TIMEOUT = 30.0

_HIGHLIGHTS = """(() => {
  const found = {};
  for (const [name, highlight] of CSS.highlights) {
    const ranges = [...highlight].map((place) => {
      const range = document.createRange();
      range.setStart(place.startContainer, place.startOffset);
      range.setEnd(place.endContainer, place.endOffset);
      return range;
    });
    ranges.sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b));
    found[name] = ranges.map(String);
  }
  return found;
})()"""

_CENTRE = """(async () => {
  const find = () => %s;
  const place = () => {
    const box = find()?.getBoundingClientRect();
    return box && [box.x + box.width / 2, box.y + box.height / 2];
  };
  find()?.scrollIntoView({block: "center", behavior: "instant"});
  // A page that is still being drawn moves what is to be clicked: wait until it stays where it is.
  for (let before = null, now = place(), looks = 0; looks < 100; before = now, now = place(), looks += 1) {
    if (now && String(now) === String(before)) return now;
    await new Promise((done) => setTimeout(done, 50));
  }
  return null;
})()"""

_BUTTON = """[...document.querySelectorAll("button, a, summary, [role=button]")].find((element) =>
  element.checkVisibility() && !element.disabled && !element.closest("[inert]")
  && (element.innerText + (element.getAttribute("aria-label") ?? "")).toLowerCase().includes(%s.toLowerCase()))"""


class MissingError(Exception):
    """A browser or the built extension is not there; the text says what to do about it."""


class ScriptError(Exception):
    """JavaScript that a test ran threw; the text is the browser's message."""


class Tab(ABC):
    """One tab. Coordinates are CSS pixels of its viewport."""

    @abstractmethod
    def goto(self, url: str) -> None:
        """Loads an address and waits for its load event."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression (a promise is awaited), as JSON can carry it.

        Raises :class:`ScriptError` when it throws.
        """

    @abstractmethod
    def move_mouse(self, x: float, y: float) -> None:
        """Moves the real pointer."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """A real click, which counts as the user's activation."""

    @abstractmethod
    def press_key(self, key: str, *, alt: bool = False, shift: bool = False) -> None:
        """A real key press: one character, or one of Tab, Enter, Escape, ArrowDown, ArrowUp."""

    @abstractmethod
    def added_text(self) -> str:
        """The text of every element of the extension beside <body>, through closed shadow roots too."""

    @abstractmethod
    def explained(self, function: str) -> Any:
        """The value, as JSON can carry it, of a JavaScript function of the (closed) shadow root of the explanation."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """A PNG of the viewport."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Gives the viewport another size, in CSS pixels."""

    @abstractmethod
    def activate(self) -> None:
        """Brings the tab to the front."""

    @abstractmethod
    def close(self) -> None:
        """Closes the tab."""

    def wait_until(self, expression: str, what: str, timeout: float = TIMEOUT) -> Any:
        """Waits until a JavaScript expression is truthy and returns its value; asserts that it became so.

        An expression that throws counts as not yet true; `what` and the page's visible text stand in the failure.
        """
        value = self.evaluate(
            f"""new Promise((done) => {{
              const end = performance.now() + {timeout * 1000};
              const look = async () => {{
                let value = null;
                try {{ value = await ({expression}); }} catch {{ value = null; }}
                if (value || performance.now() > end) done(value instanceof Node || value);
                else setTimeout(look, 20);
              }};
              look();
            }})"""
        )
        if not value:
            seen = str(self.evaluate("document.body ? document.body.innerText : ''"))[:1500]
            raise AssertionError(f"not within {timeout:.0f} s: {what}. The page says: {seen!r}")
        return value

    def click(self, selector: str) -> None:
        """A real click on the middle of the first element that a CSS selector finds."""
        place = self.evaluate(_CENTRE % f"document.querySelector({json.dumps(selector)})")
        assert place, f"no element matches {selector}"
        self.click_at(*place)

    def click_button(self, words: str) -> None:
        """A real click on the first visible button or link whose words contain `words`, in whatever case."""
        self.wait_until(_BUTTON % json.dumps(words), f"a button {words!r}")
        place = self.evaluate(_CENTRE % (_BUTTON % json.dumps(words)))
        self.click_at(*place)

    def text(self) -> str:
        """What a reader sees of the page's body."""
        return str(self.evaluate("document.body.innerText"))

    def body(self) -> str:
        """The body, serialised: what must not change, whatever the extension does."""
        return str(self.evaluate("document.body.outerHTML"))

    def highlights(self) -> dict[str, list[str]]:
        """For each of the extension's highlights, the texts of its ranges in the order of the page."""
        found = self.evaluate(_HIGHLIGHTS)
        return {name: texts for name, texts in found.items() if name.startswith(MARK_PREFIX) and texts}

    def wait_for_marks(self, timeout: float = TIMEOUT) -> dict[str, list[str]]:
        """Waits until something is marked, and then until two looks in a row find the same ranges."""
        self.wait_until(
            f"[...CSS.highlights].some(([name, marks]) => name.startsWith('{MARK_PREFIX}') && marks.size > 0)",
            "a mark in the page",
            timeout,
        )
        self.wait_until(
            """(async () => {
              const count = () => [...CSS.highlights].map(([name, marks]) => name + marks.size).join();
              const before = count();
              await new Promise((done) => setTimeout(done, 300));
              return before === count();
            })()""",
            "the marks to stay as they are",
            timeout,
        )
        return self.highlights()

    def wait_for_no_marks(self, timeout: float = TIMEOUT) -> None:
        """Waits until none of the extension's highlights has a range."""
        self.wait_until(
            f"[...CSS.highlights].every(([name, marks]) => !name.startsWith('{MARK_PREFIX}') || marks.size === 0)",
            "no mark in the page",
            timeout,
        )

    def place_of(self, text: str) -> tuple[float, float]:
        """Scrolls the first words that read `text` into view; the middle of their first line box."""
        place = self.evaluate(
            f"""(async () => {{
              const text = {json.dumps(text)};
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
                const at = node.data.indexOf(text);
                if (at < 0) continue;
                node.parentElement.scrollIntoView({{block: "nearest", behavior: "instant"}});
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + text.length);
                const box = range.getClientRects()[0];
                return [box.x + box.width / 2, box.y + box.height / 2];
              }}
              return null;
            }})()"""
        )
        assert place, f"the page has no text node with {text!r}"
        return place[0], place[1]


class Browser(ABC):
    """A running browser with the extension in it."""

    name: str
    extension_root: str
    """The address of the extension's own pages, with a slash at the end."""

    @abstractmethod
    def open(self, url: str) -> Tab:
        """Opens an address in a new tab in front."""

    @abstractmethod
    def extension_page(self, path: str) -> Tab:
        """Opens a page of the extension, such as `popup.html`, in a new tab."""

    @abstractmethod
    def new_tab(self) -> AbstractContextManager[Callable[[], Tab]]:
        """For what opens a tab by itself: done within the block; the function that it gives waits for that tab."""

    @abstractmethod
    def tab_id(self, tab: Tab) -> int:
        """The number by which the extension knows a tab that is in front."""

    @abstractmethod
    def press_toolbar_button(self, tab: Tab) -> None:
        """A real press on the extension's toolbar button: opens the popup and grants activeTab."""

    @abstractmethod
    def close_popup(self, tab: Tab) -> None:
        """Closes the popup of the toolbar button, as Escape does: the keys that are pressed are the tab's again."""

    @abstractmethod
    def run_command(self, name: str, tab: Tab) -> None:
        """Runs a shortcut's command (its name in the manifest) with this tab in front.

        Headless browsers do not see key presses that a test makes as shortcuts; everything after the key is real.
        """

    @abstractmethod
    def choose_in_menu(self, words: str, tab: Tab, x: float, y: float) -> None:
        """Opens the context menu at a place of a tab and chooses the extension's entry that reads `words`."""

    @abstractmethod
    def colour_scheme(self, tab: Tab, scheme: str) -> None:
        """Makes a tab prefer `light` or `dark` colours (in Firefox every tab)."""

    @abstractmethod
    def show_as(self, tab: Tab, how: str) -> None:
        """Draws a tab in front as on `screen`, as in `print`, or with colours `forced` (in Firefox in every tab)."""

    @abstractmethod
    def pdf(self, tab: Tab) -> bytes:
        """What printing a tab gives, with its backgrounds."""

    @abstractmethod
    def download(self) -> AbstractContextManager[Callable[[Tab], str]]:
        """For what saves a file: done within the block; the function that it gives waits for that file's text."""

    @abstractmethod
    def withdraw(self, origin: str) -> None:
        """Takes a host permission (a match pattern) from the extension, as a person does in the browser's settings."""

    @abstractmethod
    def give_back(self, origin: str) -> None:
        """Undoes :meth:`withdraw`."""

    @abstractmethod
    def badge(self, tab: Tab) -> str:
        """The text on the toolbar button for a tab that is in front."""

    @abstractmethod
    def close(self) -> None:
        """Ends the browser and deletes its profile, whatever state it is in."""

    def popup(self, tab: Tab) -> Tab:
        """The extension's popup for a tab, opened as a tab of its own so that a test can look into it."""
        tab.activate()
        return self.extension_page(f"popup.html?tab={self.tab_id(tab)}")

    def wait_for_badge(self, tab: Tab, text: str) -> None:
        """Waits until the toolbar button shows this text for a tab that is in front; asserts that it does."""
        for _ in range(100):
            if (shown := self.badge(tab)) == text:
                return
            tab.evaluate("new Promise((done) => setTimeout(done, 50))")
        raise AssertionError(f"the badge says {shown!r}, not {text!r}")

    def store(self, values: dict[str, object]) -> None:
        """Puts values into the extension's `storage.local`."""
        page = self.extension_page("popup.html?tab=0")
        page.evaluate(f"(globalThis.browser ?? chrome).storage.local.set({json.dumps(values)}).then(() => true)")
        page.close()


def built_extension(target: str) -> Path:
    """The folder of the built extension, `chrome` or `firefox`; raises :class:`MissingError` where it was not built."""
    folder = REPOSITORY / "dist" / target
    if not (folder / "manifest.json").is_file():
        raise MissingError(f"dist/{target} is not built: run `python3 build.py extension`")
    return folder


def find_browser(variable: str, candidates: Sequence[str]) -> str:
    """The program of a browser: what an environment variable names, or the first candidate on the path."""
    from shutil import which

    named = os.environ.get(variable)
    for candidate in [named] if named else candidates:
        if path := which(candidate):
            return path
    raise MissingError(
        f"none of {', '.join([named] if named else candidates)} is installed (or set {variable} to its path)"
    )
