"""The panel itself opens by a press. (What stands in it is tested in a tab of its own: tests/browser/test_panel.py.)"""

import contextlib

import pytest

from tests.browser.bidi import BidiError
from tests.browser.chromium import Chromium
from tests.browser.driver import Browser, Tab
from tests.browser.firefox import Firefox

CLOSE = "chrome.windows.getLastFocused().then(({id}) => chrome.sidePanel.close({windowId: id}))"
CONTEXTS = "chrome.runtime.getContexts({contextTypes: ['SIDE_PANEL']}).then((all) => all.length)"


def is_open(browser: Browser) -> bool:
    """Whether the panel is open at the side of the window."""
    if isinstance(browser, Firefox):
        shown = browser.chrome(
            "const { isOpen, currentID } = window.SidebarController; return isOpen ? currentID : '';"
        )
        return str(shown).startswith("reportedly")
    assert isinstance(browser, Chromium)
    return bool(browser.background(CONTEXTS))


def wait_for(browser: Browser, tab: Tab, opened: bool) -> None:
    for _ in range(200):
        if is_open(browser) == opened:
            return
        tab.evaluate("new Promise((done) => setTimeout(done, 50))")
    raise AssertionError(f"the panel is {'not ' if opened else ''}open")


def test_the_button_of_the_popup_opens_it(reader: Browser, article: Tab) -> None:
    popup = reader.popup(article)
    popup.click_button("Show as a list")
    wait_for(reader, article, opened=True)
    if isinstance(reader, Chromium):
        reader.background(CLOSE)
    else:
        reader.run_command("toggle-panel", article)
    wait_for(reader, article, opened=False)
    with contextlib.suppress(BidiError):  # it may have closed by itself, as popups do
        popup.close()


def test_the_shortcut_opens_and_closes_it(reader: Browser, article: Tab) -> None:
    if not isinstance(reader, Firefox):
        pytest.skip("headless Chromium sees no shortcut, and opens no panel without a press")
    reader.run_command("toggle-panel", article)
    wait_for(reader, article, opened=True)
    reader.run_command("toggle-panel", article)
    wait_for(reader, article, opened=False)
