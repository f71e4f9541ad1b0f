"""Pairing as a person does it: ask in the popup, compare the code, allow it on the local page."""

import json

from tests.browser.driver import Browser
from tests.browser.server import ReportedlyServer


def pair(browser: Browser, server: ReportedlyServer) -> None:
    """Pairs the browser's extension with the server, with real clicks in the popup and on the local page."""
    browser.store({"serverPort": server.port})
    popup = browser.extension_page("popup.html?tab=0")
    popup.wait_until("document.getElementById('pair')", "the button to pair")
    popup.click("#pair")
    code = popup.wait_until(r"(document.body.innerText.match(/\b\d{3}\s?\d{3}\b/) || [])[0]", "a code to compare")
    page = browser.open(server.local_page())
    request = (
        f"[...document.querySelectorAll('#requests li')].some((one) => one.innerText.includes({json.dumps(code)}))"
    )
    page.wait_until(request, f"the number {code} of the popup on the local page")
    page.click_button("Allow")
    page.wait_until("document.querySelectorAll('#requests li').length === 0", "the request to be gone")
    page.close()
    popup.activate()
    popup.wait_until("document.querySelector('#connection.connected')", "the popup to say that it is paired")
    popup.close()
