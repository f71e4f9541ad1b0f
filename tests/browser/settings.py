"""The options page, as the tests use it."""

import json
from typing import Any

from tests.browser.driver import Browser, Tab

FOCUSED = "document.activeElement"

SCRIPTS = "(globalThis.browser ?? chrome).scripting.getRegisteredContentScripts()"
"""What announces the pages of sites that are marked by themselves."""


def open_options(browser: Browser) -> Tab:
    """The options page, drawn."""
    page = browser.extension_page("options.html")
    page.wait_until("document.getElementById('sensitivity-balanced')", "the options")
    return page


def stored(page: Tab, key: str) -> Any:
    """A value of `storage.local`, asked of a page of the extension."""
    return page.evaluate(f"(globalThis.browser ?? chrome).storage.local.get().then((all) => all[{json.dumps(key)}])")


def wait_stored(page: Tab, key: str, value: object) -> None:
    """Waits until `storage.local` has this value."""
    for _ in range(200):
        if (found := stored(page, key)) == value:
            return
        page.evaluate("new Promise((done) => setTimeout(done, 50))")
    raise AssertionError(f"{key} is {found}, not {value}")


def forget_preferences(browser: Browser) -> None:
    """Takes every setting back, save the pairing and the server's port."""
    page = browser.extension_page("popup.html?tab=0")
    keys = json.dumps(["flags", "looks", "sensitivity", "quotedHedges", "sites", "paused"])
    page.evaluate(f"(globalThis.browser ?? chrome).storage.local.remove({keys}).then(() => true)")
    page.close()


def choose(page: Tab, control: str, value: str) -> None:
    """Chooses an entry of a list, as a person's choice tells the page."""
    page.evaluate(
        f"""(() => {{
          const list = document.getElementById({json.dumps(control)});
          list.value = {json.dumps(value)};
          list.dispatchEvent(new Event("change", {{ bubbles: true }}));
        }})()"""
    )


def choose_file(page: Tab, text: str) -> None:
    """Chooses a file with this text, as the browser's own window for it would hand it over."""
    page.evaluate(
        f"""(() => {{
          const files = new DataTransfer();
          files.items.add(new File([{json.dumps(text)}], "settings.json", {{ type: "application/json" }}));
          const input = document.getElementById("file");
          input.files = files.files;
          input.dispatchEvent(new Event("change"));
        }})()"""
    )


def tab_to(page: Tab, control: str, at_most: int = 40) -> None:
    """Presses Tab until the element with this id has the focus; asserts that it gets it, and that one can see it."""
    for _ in range(at_most):
        if page.evaluate(f"{FOCUSED}?.id === {json.dumps(control)}"):
            outline = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
            assert outline != "none", f"{control} has the focus, and nothing shows it"
            return
        page.press_key("Tab")
    raise AssertionError(f"{control} cannot be reached with Tab")
