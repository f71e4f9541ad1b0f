"""The local page: what is served, and what a person sees and does in a real browser."""

import queue
import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from reportedly.web.serve import OPENER, open_page

from tests.web.client import CHROME, FIREFOX, Client
from tests.web.conftest import ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MARKUP = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script> The clerk may leave."


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        ("/marks.css", "text/css; charset=utf-8"),
        ("/forms.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
def test_the_files_of_the_page_are_served(client: Client, path: str, kind: str) -> None:
    answer = client.send("GET", path)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.body


def test_the_page_has_no_script_or_style_of_its_own_and_no_address_elsewhere(client: Client) -> None:
    page = client.send("GET", "/").body.decode()
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/page.js">']
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in addresses)


def test_no_script_of_the_page_parses_markup(client: Client) -> None:
    scripts = ["page", "call", "dom", "marks", "pairing"]
    for name in scripts:
        source = client.send("GET", f"/{name}.js").body.decode()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", source), name
        assert set(re.findall(r'from "\./(\w+)\.js"', source)) <= set(scripts)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A headless Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    from tests.browser.chromium import shared_playwright

    with shared_playwright() as api:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = api.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A new page, in which no error may happen and no request may leave the server."""
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda r: None if r.url.startswith(("http://127.0.0.1:", "file:")) else errors.append(r.url))
    yield page
    context.close()
    assert errors == []


def open_with_key(page: "Page", client: Client) -> None:
    key = client.as_machine("POST", "/v1/page-keys", {}).json["key"]
    page.goto(f"{client.server.address}/#key={key}")
    page.wait_for_selector("#own", state="visible")


@pytest.mark.browser
def test_the_bare_page_shows_state_and_sample_and_how_to_open_it(page: "Page", client: Client) -> None:
    page.goto(client.server.address)
    page.wait_for_selector("#sample-result .columns")
    assert "ready" in page.inner_text("#server")
    assert "reportedly-en" in page.inner_text("#model")
    assert "Nothing leaves this machine." in page.inner_text("header")
    assert page.is_visible("#locked")
    assert not page.is_visible("#own")
    assert not page.is_visible("#paired")
    shown = page.inner_text("#sample-result .text")
    for block in client.send("GET", "/v1/sample").json["blocks"]:
        assert block["text"] in shown
    assert page.locator("#legend dt").count() == 4
    assert page.inner_text("#note")


@pytest.mark.browser
def test_the_key_leaves_the_address_and_lasts_for_the_tab(page: "Page", client: Client) -> None:
    open_with_key(page, client)
    assert page.url == f"{client.server.address}/"
    page.reload()
    page.wait_for_selector("#own", state="visible")
    other = page.context.new_page()
    other.goto(client.server.address)
    other.wait_for_selector("#locked", state="visible")


@pytest.mark.browser
def test_the_browser_is_opened_without_the_key_on_its_command_line(
    page: "Page", client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    address = client.server.page_address()
    open_page(address, client.folder)
    given = opened.get(timeout=30)
    assert address.partition("#key=")[2] not in given
    assert (client.folder / OPENER).stat().st_mode & 0o077 == 0
    page.goto(given)
    page.wait_for_selector("#own", state="visible")


@pytest.mark.browser
def test_a_used_key_says_so(page: "Page", client: Client) -> None:
    page.goto(f"{client.server.address}/#key=used")
    page.wait_for_selector("#locked", state="visible")
    assert "used already" in page.inner_text("#locked")


@pytest.mark.browser
def test_a_pasted_text_is_marked_as_the_server_says(page: "Page", client: Client) -> None:
    open_with_key(page, client)
    page.fill("#text", f"{MARKUP}\n\nCritics say 🌉 the bridge could fall. Officials knew.")
    page.click("#form button")
    page.wait_for_selector("#own-result .columns")
    found = client.analyze(MARKUP, "Critics say 🌉 the bridge could fall. Officials knew.").json
    sentences = page.locator("#own-result .sentence")
    assert sentences.count() == len(found["sentences"])
    for n, sentence in enumerate(found["sentences"]):
        element = sentences.nth(n)
        lines = element.locator(".line").evaluate_all("all => all.map(e => e.classList[1])")
        assert sorted(lines) == sorted(sentence["flags"])
    assert page.inner_text("#own-result .text p:first-child") == MARKUP
    assert page.title() == "Reportedly"
    assert page.locator("#own-result img, #own-result script").count() == 0


@pytest.mark.browser
def test_the_explanation_comes_by_keyboard(page: "Page", client: Client) -> None:
    page.goto(client.server.address)
    page.wait_for_selector("#sample-result .columns")
    marked = next((s for s in client.send("GET", "/v1/sample").json["sentences"] if s["flags"]), None)
    assert marked is not None, "nothing in the sample is marked"
    page.focus(".skip")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('marked')")
    said = " ".join(page.inner_text("#sample-result .why").split())
    for flag in marked["flags"]:
        assert " ".join(marked["explanations"][flag].split()) in said


@pytest.mark.browser
@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_is_answered_in_words(page: "Page", client: Client, text: str) -> None:
    open_with_key(page, client)
    page.fill("#text", text)
    page.click("#form button")
    page.wait_for_selector("#own-problem", state="visible")
    assert "no text" in page.inner_text("#own-problem")


@pytest.mark.browser
def test_pairing_is_one_click(page: "Page", fresh: Client) -> None:
    ready(fresh)
    open_with_key(page, fresh)
    one = fresh.send("POST", "/v1/pairing", {}, Origin=CHROME).json
    other = fresh.send("POST", "/v1/pairing", {}, Origin=FIREFOX).json
    page.wait_for_selector("#requests li >> nth=1")
    first, second = page.locator("#requests li").all()
    assert re.sub(r"\s", "", first.locator(".code").inner_text()) == one["code"]
    assert CHROME in first.inner_text()
    assert FIREFOX in second.inner_text()
    second.get_by_role("button", name="Deny").click()
    first.get_by_role("button", name="Allow").click()
    page.wait_for_selector("#pairing", state="hidden")
    assert fresh.collect(other).json == {"state": "denied"}
    assert fresh.collect(one).json["state"] == "allowed"
    page.wait_for_selector("#tokens li")
    assert CHROME in page.inner_text("#tokens")
    page.get_by_role("button", name="End the pairing").click()
    page.wait_for_selector("#tokens li", state="detached")
    assert fresh.as_machine("GET", "/v1/tokens").json == {"tokens": []}
