"""A hostile page in a real browser: nothing it tries is answered, nothing is judged; only a link works.

It attacks from another site, from another port of this machine, and under a name of its own that was made to lead to
this machine (DNS rebinding). What the server did is read from its own log.
"""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from reportedly.web.app import PAGE_FILES

from tests.browser.driver import ScriptError, Tab
from tests.web.browsers import Browser, running
from tests.web.client import Client

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("attack.js").read_text("utf-8")


class Log(logging.Handler):
    """The server's log of requests."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.entries.append(record.fields)  # type: ignore[attr-defined]


@pytest.fixture
def log() -> Iterator[list[dict[str, Any]]]:
    """What the server logs meanwhile, an entry a request."""
    logger = logging.getLogger("reportedly.web.requests")
    handler, level = Log(), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler.entries
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Each browser in turn."""
    with running(request.param) as browser:
        yield browser


@pytest.fixture(scope="module")
def hostile() -> Iterator[int]:
    """The port of a server with a hostile page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><meta charset=utf-8><title>News</title><body><script>{SCRIPT}</script>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1", "localhost"])
def test_a_page_of_another_origin_gets_nothing(
    browser: Browser, client: Client, hostile: int, log: list[dict[str, Any]], host: str
) -> None:
    tab = browser.open(f"http://{host}:{hostile}/")
    found = tab.evaluate(f"attack('http://127.0.0.1:{client.port}')")
    tab.close()
    assert {name: outcome for name, outcome in found.items() if outcome != "refused"} == {}
    assert len(found) >= 25
    assert len(log) >= 15, "the attempts did not even reach the server: this test would show nothing"
    assert [entry for entry in log if entry["status"] < 400] == []


def test_a_page_whose_name_leads_here_gets_nothing(browser: Browser, client: Client, log: list[dict[str, Any]]) -> None:
    # The page is one origin with what it attacks, as after a rebinding: its requests look like the server's own.
    rebound = f"http://rebound.test:{client.port}"
    tab = browser.open(f"{rebound}/")
    assert tab.evaluate("location.origin") == rebound
    body = '{"blocks": [{"id": "0", "text": "It may rain."}]}'
    tried = [
        ("/v1/status", "{}"),
        ("/v1/sample", "{}"),
        ("/", "{}"),
        ("/openapi.json", "{}"),
        ("/v1/tokens", "{headers: {Authorization: 'Bearer guess'}}"),
        ("/v1/analyze", f"{{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: '{body}'}}"),
        ("/v1/pairing", "{method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'}"),
    ]
    for path, options in tried:
        answer = tab.evaluate(f"fetch('{path}', {options}).then(async (r) => [r.status, await r.text()])")
        assert answer[0] == 421, path
        assert "wrong_host" in answer[1]
    tab.close()
    assert {entry["status"] for entry in log} == {421}
    assert len(log) >= len(tried)


def test_a_link_to_the_local_page_works(
    browser: Browser, fresh: Client, hostile: int, log: list[dict[str, Any]]
) -> None:
    tab = browser.open(f"http://evil.test:{hostile}/")
    follow = f"Object.assign(document.createElement('a'), {{href: 'http://127.0.0.1:{fresh.port}/'}})"
    tab.evaluate(f"setTimeout(() => {follow}.click()) && null")
    wait_for_page(tab, fresh)
    assert tab.wait_until("document.querySelector('#locked')?.checkVisibility()", "the page without its key")
    tab.close()
    answered = {entry["route"] for entry in log if entry["status"] < 400}
    assert "/" in answered
    assert answered <= set(PAGE_FILES) | {"/v1/status", "/v1/sample"}


def wait_for_page(tab: Tab, client: Client) -> None:
    """Wait until the tab has arrived at the local page; what was asked of the page before it went fails."""
    for _ in range(1000):
        try:
            if tab.evaluate(f"location.port === '{client.port}' && document.readyState === 'complete'"):
                return
        except ScriptError:
            continue
    raise AssertionError("the link was not followed")
