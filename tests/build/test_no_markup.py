"""Nothing in the built extension turns a string into elements."""

import re
from pathlib import Path

import pytest

from build_tools import extension

SINKS = re.compile(
    r"\.(?:inner|outer)HTML\s*\+?=(?!=)|\.(?:insertAdjacentHTML|setHTMLUnsafe|write|writeln)\(\s*[^)]|"
    r"\beval\(|new Function\("
)


@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_no_script_makes_elements_of_a_string(root: Path, browser: str) -> None:
    if not extension.is_built():
        pytest.skip("the extension is not built, or not from its sources as they are (python3 build.py extension)")
    scripts = sorted((root / "dist" / browser).rglob("*.js"))
    assert scripts
    found = {script.name: SINKS.findall(script.read_text(encoding="utf-8")) for script in scripts}
    assert {name: sinks for name, sinks in found.items() if sinks} == {}


def test_the_look_out_sees_what_it_should() -> None:
    for line in (
        "page.innerHTML = cache;",
        "a.outerHTML=b",
        "x.insertAdjacentHTML('beforeend', text)",
        "document.write(text)",
    ):
        assert SINKS.search(line), line
    for line in ("if (a.innerHTML == b)", "log(page.innerHTML)", "element.textContent = text"):
        assert not SINKS.search(line), line
