"""Real browsers without the extension, in which other names than the server's lead to this machine."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.browser.driver import MissingError, Tab, find_browser

NAMES = ("evil.test", "rebound.test")
"""Names that resolve to 127.0.0.1 in these browsers; nothing else resolves."""


class Browser(Protocol):
    """What the tests need of a browser."""

    def open(self, url: str) -> Tab:
        """Open an address in a new tab."""


@contextmanager
def running(name: str) -> Iterator[Browser]:
    """A headless Chromium or Firefox; skips the test where it is not installed."""
    try:
        with _chromium() if name == "chromium" else _firefox() as browser:
            yield browser
    except MissingError as missing:
        pytest.skip(f"{name}: {missing}")
    except ImportError as missing:
        pytest.skip(f"{name}: the package {missing.name} is not installed")


@contextmanager
def _chromium() -> Iterator[Browser]:
    from playwright.sync_api import BrowserContext

    from tests.browser.chromium import ChromiumTab, shared_playwright

    class Chromium:
        def __init__(self, context: BrowserContext) -> None:
            self._context = context

        def open(self, url: str) -> Tab:
            tab = ChromiumTab(self._context.new_page())
            tab.goto(url)
            return tab

    program = find_browser("REPORTEDLY_CHROMIUM", ["chromium", "chromium-browser", "google-chrome"])
    rules = ", ".join(f"MAP {host} 127.0.0.1" for host in NAMES)
    arguments = [
        f"--host-resolver-rules={rules}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with shared_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield Chromium(browser.new_context())
        finally:
            browser.close()


@contextmanager
def _firefox() -> Iterator[Browser]:
    from tests.browser.bidi import Bidi
    from tests.browser.firefox import HEADLESS, PREFERENCES, FirefoxTab, _listening

    class Firefox:
        def __init__(self, bidi: Bidi) -> None:
            self._bidi = bidi

        def open(self, url: str) -> Tab:
            tab = FirefoxTab(self._bidi, self._bidi.command("browsingContext.create", type="tab")["context"])
            tab.goto(url)
            return tab

    program = find_browser("REPORTEDLY_FIREFOX", ["firefox-esr", "firefox"])
    hosts = {
        "network.dns.localDomains": ",".join(NAMES),
        "network.proxy.no_proxies_on": ", ".join(("127.0.0.1", "localhost", *NAMES)),
        "devtools.jsonview.enabled": False,
        "dom.disable_open_during_load": False,  # The page may open windows: the worst case.
    }
    with tempfile.TemporaryDirectory(prefix="reportedly-firefox-", ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in {**PREFERENCES, **hosts}.items()]
        (Path(profile) / "user.js").write_text("".join(lines), encoding="utf-8")
        process = subprocess.Popen(
            [program, *HEADLESS, "--profile", profile],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stderr is not None
        bidi = None
        try:
            bidi = Bidi(_listening(process.stderr))
            yield Firefox(bidi)
        finally:
            if bidi is not None:
                with contextlib.suppress(Exception):  # closing for sure matters more than how
                    bidi.command("browser.close", answer_within=10)
                bidi.close()
            try:
                process.wait(15 if bidi is not None else 0)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(15)
            process.stderr.close()
