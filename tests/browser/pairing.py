"""Pairing as a person does it: ask in the popup, compare the code, allow it on the local page."""

import re

from tests.browser.driver import Browser
from tests.browser.server import ReportedlyServer


def pair(browser: Browser, server: ReportedlyServer) -> None:
    """Pairs the browser's extension with the server through the popup; the local page's answer comes over its API."""
    browser.store({"serverPort": server.port})
    popup = browser.extension_page("popup.html?tab=0")
    popup.click_button("Connect")
    code = popup.wait_until(r"(document.body.innerText.match(/\b\d{3}\s?\d{3}\b/) || [])[0]", "a code to compare")
    server.allow(re.sub(r"\D", "", code))
    popup.wait_until("/\\bconnected\\b/i.test(document.body.innerText)", "the popup to say that it is connected")
    popup.close()
