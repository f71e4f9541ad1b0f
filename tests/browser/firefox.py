"""Drives a real Firefox with the extension, over WebDriver BiDi."""

import base64
import contextlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from tests.browser.bidi import Bidi, BidiError
from tests.browser.driver import PAGE_HOST, Browser, ScriptError, Tab, built_extension, find_browser

PREFERENCES: dict[str, object] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "browser.tabs.warnOnClose": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
    # What the extension asks for is granted: a test cannot press the buttons of the browser's own question.
    "extensions.webextOptionalPermissionPrompts": False,
    # The tests' host is this machine; everything else goes to a proxy that is not there: no network.
    "network.dns.localDomains": PAGE_HOST,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": f"127.0.0.1, {PAGE_HOST}",
}

HEADLESS = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--remote-allow-system-access"]

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowUp": "\ue013", "ArrowDown": "\ue015"}
ALT, SHIFT = "\ue00a", "\ue008"

_CLOSE_POPUP = """for (const panel of window.document.querySelectorAll("panel")) {
  if (panel.state !== "open") continue;
  const hidden = new Promise((done) => panel.addEventListener("popuphidden", done, { once: true }));
  panel.hidePopup();
  await hidden;
}"""

_SPEAK = """((language) => {
  Services.locale.availableLocales = [...new Set([language, ...Services.locale.availableLocales])];
  Services.locale.requestedLocales = [language];
})(%s)"""

_SHADOWS = {"maxDomDepth": 30, "includeShadowTree": "all"}


class FirefoxTab(Tab):
    """A tab of :class:`Firefox`."""

    def __init__(self, bidi: Bidi, context: str) -> None:
        self._bidi = bidi
        self.context = context

    def goto(self, url: str) -> None:
        """See :class:`Tab`."""
        self._bidi.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """See :class:`Tab`."""
        wrapped = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        try:
            return json.loads(self._bidi.evaluate(self.context, wrapped)["value"])
        except BidiError as error:
            raise ScriptError(str(error)) from None

    def _pointer(self, *actions: dict[str, object]) -> None:
        source = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": list(actions)}
        self._bidi.command("input.performActions", context=self.context, actions=[source])

    def move_mouse(self, x: float, y: float) -> None:
        """See :class:`Tab`."""
        self._pointer({"type": "pointerMove", "x": round(x), "y": round(y)})

    def click_at(self, x: float, y: float, button: int = 0) -> None:
        """See :class:`Tab`. Button 2 is the one for the context menu."""
        down, up = {"type": "pointerDown", "button": button}, {"type": "pointerUp", "button": button}
        self._pointer({"type": "pointerMove", "x": round(x), "y": round(y)}, down, up)

    def press_key(self, key: str, *, alt: bool = False, shift: bool = False) -> None:
        """See :class:`Tab`."""
        keys = [ALT] * alt + [SHIFT] * shift + [KEYS.get(key, key)]
        actions = [{"type": "keyDown", "value": value} for value in keys]
        actions += [{"type": "keyUp", "value": value} for value in reversed(keys)]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._bidi.command("input.performActions", context=self.context, actions=[source])

    def added_text(self) -> str:
        """See :class:`Tab`."""
        return " ".join(" ".join(_texts(node)) for node in self._beside_body())

    def explained(self, function: str) -> Any:
        """See :class:`Tab`."""
        (root,) = [root for node in self._beside_body() if (root := node["value"].get("shadowRoot"))]
        call = f"async (root) => JSON.stringify((await ({function})(root)) ?? null)"
        try:
            return json.loads(self._bidi.call(self.context, call, {"sharedId": root["sharedId"]})["value"])
        except BidiError as error:
            raise ScriptError(str(error)) from None

    def _beside_body(self) -> list[dict[str, Any]]:
        """The elements that the extension has put beside <body>, with what is in their shadow roots."""
        ours = "[...document.documentElement.children].filter((e) => e !== document.head && e !== document.body)"
        nodes: list[dict[str, Any]] = self._bidi.evaluate(self.context, ours, serializationOptions=_SHADOWS)["value"]
        return nodes

    def screenshot(self) -> bytes:
        """See :class:`Tab`."""
        return base64.b64decode(self._bidi.command("browsingContext.captureScreenshot", context=self.context)["data"])

    def resize(self, width: int, height: int) -> None:
        """See :class:`Tab`."""
        size = {"width": width, "height": height}
        self._bidi.command("browsingContext.setViewport", context=self.context, viewport=size)

    def activate(self) -> None:
        """See :class:`Tab`."""
        self._bidi.command("browsingContext.activate", context=self.context)

    def close(self) -> None:
        """See :class:`Tab`."""
        self._bidi.command("browsingContext.close", context=self.context)


def _texts(node: dict[str, Any]) -> list[str]:
    value = node.get("value") or {}
    if value.get("localName") == "style":
        return []
    if value.get("nodeType") == 3:
        return [" ".join(value["nodeValue"].split())]
    below = [*value.get("children", []), *([value["shadowRoot"]] if value.get("shadowRoot") else [])]
    return [text for child in below for text in _texts(child) if text]


class Firefox(Browser):
    """A headless Firefox with a profile of its own."""

    name = "firefox"

    def __init__(self, extension: Path | None = None, profile: Path | None = None, language: str = "en-US") -> None:
        """Starts it in a language. Raises `MissingError` where Firefox or the built extension is not there.

        The language need not be installed: the extension speaks it all the same. A profile that the caller gives is
        kept, so that a restart of the browser can be tested.
        """
        extension = extension or built_extension("firefox")
        program = find_browser("REPORTEDLY_FIREFOX", ["firefox-esr", "firefox"])
        self._manifest = json.loads((extension / "manifest.json").read_text(encoding="utf-8"))
        self.extension_id = self._manifest["browser_specific_settings"]["gecko"]["id"]
        address = uuid.uuid5(uuid.NAMESPACE_URL, self.extension_id)
        self.extension_root = f"moz-extension://{address}/"
        self._kept = profile is not None
        self._profile = profile or Path(tempfile.mkdtemp(prefix="reportedly-firefox-"))
        pinned = {
            "extensions.webextensions.uuids": json.dumps({self.extension_id: str(address)}),
            "browser.download.folderList": 2,
            "browser.download.dir": str(self._profile / "downloads"),
        }
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in {**PREFERENCES, **pinned}.items()]
        (self._profile / "user.js").write_text("".join(lines), encoding="utf-8")
        self._process = subprocess.Popen(
            [program, *HEADLESS, "--profile", str(self._profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that its content processes can be ended with it
        )
        try:
            assert self._process.stderr is not None
            self._bidi = Bidi(_listening(self._process.stderr))
            whole: dict[str, Any] = {"moz:scope": "chrome"}
            tree = self._bidi.command("browsingContext.getTree", **whole)
            self._chrome = tree["contexts"][0]["context"]
            # The extension asks once which language it is, when it is installed.
            self._bidi.evaluate(self._chrome, _SPEAK % json.dumps(language))
            self._bidi.command("webExtension.install", extensionData={"type": "path", "path": str(extension)})
        except BaseException:
            self.close()
            raise

    def open(self, url: str) -> Tab:
        """See :class:`Browser`."""
        tab = FirefoxTab(self._bidi, self._bidi.command("browsingContext.create", type="tab")["context"])
        tab.goto(url)
        return tab

    def extension_page(self, path: str) -> Tab:
        """See :class:`Browser`."""
        return self.open(self.extension_root + path)

    @contextlib.contextmanager
    def new_tab(self) -> Iterator[Callable[[], Tab]]:
        """See :class:`Browser`."""
        self._bidi.command("session.subscribe", events=["browsingContext.load"])
        known = self._contexts()

        def opened() -> Tab:
            while not (new := self._contexts() - known):
                self._bidi.wait_for_event("browsingContext.load")
            return FirefoxTab(self._bidi, new.pop())

        yield opened
        self._bidi.command("session.unsubscribe", events=["browsingContext.load"])

    def _contexts(self) -> set[str]:
        tree = self._bidi.command("browsingContext.getTree", maxDepth=0)
        return {context["context"] for context in tree["contexts"]}

    def chrome(self, body: str) -> Any:
        """Runs the body of an async function with the browser's own privileges; `ext` is the extension."""
        prelude = f"const ext = WebExtensionPolicy.getByID({json.dumps(self.extension_id)}).extension;"
        imports = (
            "const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');"
            "const window = Services.wm.getMostRecentWindow('navigator:browser');"
            "const action = ExtensionParent.apiManager.global.browserActionFor(ext);"
        )
        value = self._bidi.evaluate(self._chrome, f"(async () => {{ {prelude} {imports} {body} }})()")
        return value.get("value")

    def tab_id(self, tab: Tab) -> int:
        """See :class:`Browser`."""
        tab.activate()
        return int(
            self.chrome("return ExtensionParent.apiManager.global.tabTracker.getId(window.gBrowser.selectedTab);")
        )

    def press_toolbar_button(self, tab: Tab) -> None:
        """See :class:`Browser`."""
        tab.activate()
        # A popup that is still open would only be closed by the press.
        self.chrome(f"{_CLOSE_POPUP} await action.triggerAction(window);")

    def close_popup(self, tab: Tab) -> None:
        """See :class:`Browser`."""
        tab.activate()
        self.chrome(_CLOSE_POPUP)
        tab.wait_until("document.hasFocus()", "the page to have the focus again")

    def run_command(self, name: str, tab: Tab) -> None:
        """See :class:`Browser`."""
        tab.activate()
        position = list(self._manifest["commands"]).index(name)
        self.chrome(f"window.document.querySelectorAll('keyset[id^=ext-keyset] key')[{position}].doCommand();")

    def choose_in_menu(self, words: str, tab: Tab, x: float, y: float) -> None:
        """See :class:`Browser`."""
        assert isinstance(tab, FirefoxTab)
        tab.activate()
        tab.click_at(x, y, button=2)
        self.chrome(
            f"""const menu = window.document.getElementById("contentAreaContextMenu");
            const shown = new Promise((done) => menu.addEventListener("popupshown", done, {{ once: true }}));
            if (menu.state !== "open") await shown;
            const entries = [...menu.querySelectorAll("menuitem")];
            menu.activateItem(entries.find((entry) => entry.label.includes({json.dumps(words)})));"""
        )

    def colour_scheme(self, tab: Tab, scheme: str) -> None:
        """See :class:`Browser`."""
        number = 0 if scheme == "dark" else 1
        self.chrome(f"Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {number});")
        tab.wait_until(f"matchMedia('(prefers-color-scheme: {scheme})').matches", f"the {scheme} colours")

    def show_as(self, tab: Tab, how: str) -> None:
        """See :class:`Browser`."""
        medium = "print" if how == "print" else ""
        # 2: never the page's own colours.
        colours, query = (2, "forced-colors: active") if how == "forced" else (0, "forced-colors: none")
        self.chrome(
            f"""window.gBrowser.selectedBrowser.browsingContext.mediumOverride = {json.dumps(medium)};
            Services.prefs.setIntPref("browser.display.document_color_use", {colours});"""
        )
        wanted = f"matchMedia('print').matches === {json.dumps(how == 'print')} && matchMedia('({query})').matches"
        tab.wait_until(wanted, f"to be shown as {how}")

    def pdf(self, tab: Tab) -> bytes:
        """See :class:`Browser`."""
        assert isinstance(tab, FirefoxTab)
        printed = self._bidi.command("browsingContext.print", context=tab.context, background=True)
        return base64.b64decode(printed["data"])

    @contextlib.contextmanager
    def download(self) -> Iterator[Callable[[Tab], str]]:
        """See :class:`Browser`."""
        folder = self._profile / "downloads"
        folder.mkdir(exist_ok=True)
        known = set(folder.iterdir())

        def text(tab: Tab) -> str:
            while True:
                # A file that is still being written has its own under another name beside it, or is empty.
                done = [
                    file for file in set(folder.iterdir()) - known if file.suffix == ".json" and file.stat().st_size
                ]
                if done:
                    return done[0].read_text(encoding="utf-8")
                tab.evaluate("new Promise((done) => setTimeout(done, 50))")

        yield text

    def withdraw(self, origin: str) -> None:
        """See :class:`Browser`."""
        self._permission("remove", origin)

    def give_back(self, origin: str) -> None:
        """See :class:`Browser`."""
        self._permission("add", origin)

    def _permission(self, what: str, origin: str) -> None:
        """What a press on a switch of about:addons does."""
        permission = json.dumps({"permissions": [], "origins": [origin], "data_collection": []})
        self.chrome(
            "const { ExtensionPermissions } = "
            "ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');"
            f"await ExtensionPermissions.{what}(ext.id, {permission}, ext);"
        )

    def badge(self, tab: Tab) -> str:
        """See :class:`Browser`."""
        tab.activate()
        return str(self.chrome("return action.action.getProperty(window.gBrowser.selectedTab, 'badgeText') ?? '';"))

    def close(self) -> None:
        """See :class:`Browser`."""
        if bidi := getattr(self, "_bidi", None):
            with contextlib.suppress(Exception):  # closing for sure matters more than how
                bidi.command("browser.close", answer_within=10)
            bidi.close()
        else:
            self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(15)
        if self._process.stderr is not None:
            self._process.stderr.close()
        if not self._kept:
            shutil.rmtree(self._profile, ignore_errors=True)


def _listening(stderr: IO[str], timeout: float = 90.0) -> str:
    """The address at which Firefox says it listens; its further output is read and dropped, so that it never blocks."""
    found: queue.Queue[str] = queue.Queue()

    def read() -> None:
        with contextlib.suppress(ValueError):  # the pipe was closed
            for line in stderr:
                if match := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                    found.put(match.group(1))

    threading.Thread(target=read, daemon=True).start()
    try:
        return found.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError("Firefox did not say where it listens") from None
