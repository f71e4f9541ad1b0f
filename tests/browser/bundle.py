"""The extension's own modules, put into a page as `reportedlyTest`, without the extension."""

from tests.browser.driver import REPOSITORY, Tab

BUNDLE = REPOSITORY / "dist" / "test" / "content.js"
"""Made by `python3 build.py extension`."""


def add_modules(tab: Tab) -> None:
    """Puts the modules into the page of a tab."""
    tab.evaluate(f"(() => {{ {BUNDLE.read_text(encoding='utf-8')} \n; return true; }})()")
