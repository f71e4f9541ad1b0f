"""Drives a real Chromium with the extension, through Playwright and the DevTools protocol."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Download, Error, Page, Playwright, sync_playwright

from tests.browser.driver import PAGE_HOST, Browser, ScriptError, Tab, built_extension, find_browser

CHROMIUMS = ["chromium", "chromium-browser", "google-chrome"]

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No name but those of the tests resolves: a page that asks for anything else gets nothing.
    f"--host-resolver-rules=MAP {PAGE_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class ChromiumTab(Tab):
    """A tab of :class:`Chromium`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goto(self, url: str) -> None:
        """See :class:`Tab`."""
        self.page.goto(url, wait_until="load")

    def evaluate(self, expression: str) -> Any:
        """See :class:`Tab`."""
        try:
            text = self.page.evaluate(f"async () => JSON.stringify((await ({expression})) ?? null)")
        except Error as error:
            raise ScriptError(error.message) from None
        return json.loads(text)

    def move_mouse(self, x: float, y: float) -> None:
        """See :class:`Tab`."""
        self.page.mouse.move(x, y)

    def click_at(self, x: float, y: float) -> None:
        """See :class:`Tab`."""
        self.page.mouse.click(x, y)

    def press_key(self, key: str, *, alt: bool = False, shift: bool = False) -> None:
        """See :class:`Tab`."""
        self.page.keyboard.press("Alt+" * alt + "Shift+" * shift + key)

    def added_text(self) -> str:
        """See :class:`Tab`."""
        session = self.page.context.new_cdp_session(self.page)
        ours = _beside_body(session)
        session.detach()
        return " ".join(" ".join(_texts(node)) for node in ours)

    def explained(self, function: str) -> Any:
        """See :class:`Tab`."""
        session = self.page.context.new_cdp_session(self.page)
        (root,) = [root for node in _beside_body(session) for root in node.get("shadowRoots", [])]
        found = session.send("DOM.resolveNode", {"backendNodeId": root["backendNodeId"]})["object"]
        call = f"async function () {{ return JSON.stringify((await ({function})(this)) ?? null); }}"
        wanted = {"functionDeclaration": call, "objectId": found["objectId"], "awaitPromise": True}
        answer = session.send("Runtime.callFunctionOn", {**wanted, "returnByValue": True})
        session.detach()
        if "exceptionDetails" in answer:
            raise ScriptError(str(answer["exceptionDetails"]))
        return json.loads(answer["result"]["value"])

    def screenshot(self) -> bytes:
        """See :class:`Tab`."""
        return self.page.screenshot()

    def resize(self, width: int, height: int) -> None:
        """See :class:`Tab`."""
        self.page.set_viewport_size({"width": width, "height": height})

    def activate(self) -> None:
        """See :class:`Tab`."""
        self.page.bring_to_front()

    def close(self) -> None:
        """See :class:`Tab`."""
        self.page.close()


def _beside_body(session: CDPSession) -> list[dict[str, Any]]:
    """The elements that the extension has put beside <body>, with what is in their shadow roots."""
    root = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
    html = next(node for node in root["children"] if node["nodeName"] == "HTML")
    return [node for node in html["children"] if node["nodeName"] not in ("HEAD", "BODY")]


def _texts(node: dict[str, Any]) -> list[str]:
    if node["nodeName"] == "STYLE":
        return []
    if node["nodeType"] == 3:
        return [" ".join(node["nodeValue"].split())]
    below = node.get("children", []) + node.get("shadowRoots", [])
    return [text for child in below for text in _texts(child) if text]


class _Driver:
    playwright: Playwright | None = None
    users = 0


@contextlib.contextmanager
def shared_playwright() -> Iterator[Playwright]:
    """Playwright's driver, shared by all who use it at one time: a second one cannot be started beside it."""
    if _Driver.playwright is None:
        _Driver.playwright = sync_playwright().start()
    _Driver.users += 1
    try:
        yield _Driver.playwright
    finally:
        _Driver.users -= 1
        if _Driver.users == 0:
            _Driver.playwright.stop()
            _Driver.playwright = None


class Chromium(Browser):
    """A headless Chromium with a profile of its own."""

    name = "chromium"

    def __init__(
        self,
        extension: Path | None = None,
        extra: tuple[str, ...] = (),
        profile: Path | None = None,
        language: str = "en-US",
    ) -> None:
        """Starts it in a language. Raises `MissingError` where Chromium or the built extension is not there.

        A profile that the caller gives is kept, so that a restart of the browser can be tested.
        """
        extension = extension or built_extension("chrome")
        program = find_browser("REPORTEDLY_CHROMIUM", CHROMIUMS)
        self._kept = profile is not None
        self._profile = profile or Path(tempfile.mkdtemp(prefix="reportedly-chromium-"))
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        loaded = [f"--disable-extensions-except={extension}", f"--load-extension={extension}"]
        self._open = contextlib.ExitStack()
        playwright = self._open.enter_context(shared_playwright())
        try:
            self._context = playwright.chromium.launch_persistent_context(
                str(self._profile),
                executable_path=program,
                headless=True,
                args=[*QUIET, *root, *loaded, f"--lang={language}", *extra],
                viewport={"width": 1100, "height": 800},
            )
            workers = self._context.service_workers
            self.worker = workers[0] if workers else self._context.wait_for_event("serviceworker")
            self.extension_id = urlsplit(self.worker.url).netloc
            self.extension_root = f"chrome-extension://{self.extension_id}/"
            browser = self._context.browser
            assert browser is not None
            self._devtools = browser.new_browser_cdp_session()
        except BaseException:
            self.close()
            raise

    def open(self, url: str) -> Tab:
        """See :class:`Browser`."""
        tab = ChromiumTab(self._context.new_page())
        tab.goto(url)
        return tab

    def extension_page(self, path: str) -> Tab:
        """See :class:`Browser`."""
        return self.open(self.extension_root + path)

    @contextlib.contextmanager
    def new_tab(self) -> Iterator[Callable[[], Tab]]:
        """See :class:`Browser`."""
        with self._context.expect_page() as opened:
            yield lambda: ChromiumTab(opened.value)

    def background(self, expression: str) -> Any:
        """The value of an expression in the extension's service worker."""
        return self.worker.evaluate(f"async () => await ({expression})")

    def tab_id(self, tab: Tab) -> int:
        """See :class:`Browser`."""
        tab.activate()
        return int(
            self.background("chrome.tabs.query({active: true, lastFocusedWindow: true}).then(([tab]) => tab.id)")
        )

    def press_toolbar_button(self, tab: Tab) -> None:
        """See :class:`Browser`."""
        assert isinstance(tab, ChromiumTab)
        tab.activate()
        targets = self._devtools.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        tabs = [target for target in targets if target["type"] == "tab" and target["url"] == tab.page.url]
        self._devtools.send("Extensions.triggerAction", {"id": self.extension_id, "targetId": tabs[-1]["targetId"]})

    def close_popup(self, tab: Tab) -> None:
        """See :class:`Browser`. Where Chromium is headless, the popup takes no focus away from the tab."""
        tab.activate()

    def run_command(self, name: str, tab: Tab) -> None:
        """See :class:`Browser`."""
        tab.activate()
        front = "chrome.tabs.query({active: true, lastFocusedWindow: true})"
        self.background(f"{front}.then(([tab]) => {{ chrome.commands.onCommand.dispatch({json.dumps(name)}, tab); }})")

    def choose_in_menu(self, words: str, tab: Tab, x: float, y: float) -> None:
        """See :class:`Browser`. Headless Chromium draws no menu: everything after the choice is real."""
        tab.activate()
        front = "chrome.tabs.query({active: true, lastFocusedWindow: true})"
        entry = '{menuItemId: "analyse-selection"}'
        self.background(f"{front}.then(([tab]) => {{ chrome.contextMenus.onClicked.dispatch({entry}, tab); }})")

    def colour_scheme(self, tab: Tab, scheme: str) -> None:
        """See :class:`Browser`."""
        assert isinstance(tab, ChromiumTab)
        tab.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def show_as(self, tab: Tab, how: str) -> None:
        """See :class:`Browser`."""
        assert isinstance(tab, ChromiumTab)
        tab.page.emulate_media(
            media="print" if how == "print" else "null", forced_colors="active" if how == "forced" else "none"
        )

    def pdf(self, tab: Tab) -> bytes:
        """See :class:`Browser`."""
        assert isinstance(tab, ChromiumTab)
        return tab.page.pdf(print_background=True)

    @contextlib.contextmanager
    def download(self) -> Iterator[Callable[[Tab], str]]:
        """See :class:`Browser`."""
        saved: list[Download] = []
        for page in self._context.pages:
            page.once("download", lambda file: saved.append(file))

        def text(tab: Tab) -> str:
            while not saved:
                tab.evaluate("new Promise((done) => setTimeout(done, 50))")
            return Path(saved[0].path()).read_text(encoding="utf-8")

        yield text

    def withdraw(self, origin: str) -> None:
        """See :class:`Browser`."""
        kept = set(self.background("chrome.permissions.getAll()")["origins"]) - {origin}
        self._settings(f"updateExtensionConfiguration({{extensionId: '{self.extension_id}', hostAccess: 'ON_CLICK'}})")
        for one in kept:
            self.give_back(one)

    def give_back(self, origin: str) -> None:
        """See :class:`Browser`."""
        self._settings(f"addHostPermission('{self.extension_id}', {json.dumps(origin)})")

    def _settings(self, call: str) -> None:
        """What a press on chrome://extensions does."""
        page = self.open("chrome://extensions/")
        page.evaluate(f"chrome.developerPrivate.{call}.then(() => true)")
        page.close()

    def badge(self, tab: Tab) -> str:
        """See :class:`Browser`."""
        return str(self.background(f"chrome.action.getBadgeText({{tabId: {self.tab_id(tab)}}})"))

    def close(self) -> None:
        """See :class:`Browser`."""
        with contextlib.suppress(Error, AttributeError):
            self._context.close()
        self._open.close()
        if not self._kept:
            shutil.rmtree(self._profile, ignore_errors=True)
