"""Fixtures of the browser tests: the real server, the pages, and each browser with the built extension in it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.driver import PAGE_HOST, Browser, MissingError, Tab, built_extension
from tests.browser.impostor import Impostor
from tests.browser.pages_server import PageServer
from tests.browser.pairing import pair
from tests.browser.server import ReportedlyServer

BROWSERS = ["chromium", "firefox"]


def launch(name: str, profile: Path | None = None, language: str = "en-US") -> Browser:
    """Starts a browser by its name, in a language; skips the test where it, or the built extension, is missing."""
    try:
        if name == "chromium":
            from tests.browser.chromium import Chromium

            return Chromium(profile=profile, language=language)
        from tests.browser.firefox import Firefox

        return Firefox(profile=profile, language=language)
    except MissingError as missing:
        pytest.skip(f"{name}: {missing}")
    except ImportError as missing:
        pytest.skip(f"{name}: the package {missing.name} is not installed (pip install playwright websockets)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def pages() -> Iterator[PageServer]:
    """The server of the test pages."""
    with PageServer() as server:
        yield server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportedlyServer]:
    """The real server with the real model."""
    running = ReportedlyServer(tmp_path_factory.mktemp("state"))
    yield running
    running.stop()


@pytest.fixture(scope="session", params=BROWSERS)
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Each browser in turn, not paired, with the address of no server."""
    running = launch(request.param)
    yield running
    running.close()


@pytest.fixture(scope="session")
def reader(browser: Browser, server: ReportedlyServer) -> Browser:
    """Each browser in turn, paired with the real server."""
    pair(browser, server)
    return browser


@pytest.fixture(scope="module", params=BROWSERS)
def let_in(
    request: pytest.FixtureRequest, server: ReportedlyServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Each browser, paired, in which the question whether to let us into the tests' site counts as answered."""
    if request.param == "chromium":
        folder = tmp_path_factory.mktemp("extension") / "chrome"
        from tests.browser.chromium import Chromium

        try:
            shutil.copytree(built_extension("chrome"), folder)
        except MissingError as missing:
            pytest.skip(str(missing))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["host_permissions"].append(f"*://{PAGE_HOST}/*")
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        running: Browser = Chromium(folder)
    else:
        running = launch(request.param)
    pair(running, server)
    yield running
    running.close()


@pytest.fixture(scope="module")
def liar(browser: Browser) -> Iterator[Impostor]:
    """A server that the browser is paired with and that proves itself, but answers what a test tells it to.

    What the browser was paired with before comes back at the end.
    """
    storage = "(globalThis.browser ?? chrome).storage.local"
    with Impostor() as impostor:
        page = browser.extension_page("popup.html?tab=0")
        before = page.evaluate(f"{storage}.get()")
        page.evaluate(f"{storage}.set({{serverPort: {impostor.port}, pairing: null}}).then(() => true)")
        page.close()
        popup = browser.extension_page("popup.html?tab=0")
        popup.click_button("Pair")
        popup.wait_until("/^Paired$/m.test(document.body.innerText)", "the popup to say that it is paired")
        yield impostor
        popup.evaluate(f"{storage}.clear().then(() => {storage}.set({json.dumps(before)})).then(() => true)")
        popup.close()


@pytest.fixture
def article(reader: Browser, pages: PageServer) -> Iterator[Tab]:
    """The article of the tests, open in front and not yet marked."""
    tab = reader.open(pages.url("article.html"))
    yield tab
    tab.close()
