"""docs/browsers.md justifies the oldest versions of the browsers, and all that names them agrees."""

import json
import re
from pathlib import Path

import pytest

SOURCES = ("src/**/*.ts", "src/**/*.css", "manifest.base.json")


@pytest.fixture(scope="module")
def needs(root: Path) -> dict[str, tuple[int, int]]:
    """What the extension needs, and since when Chrome and Firefox have it (0: not needed there)."""
    page = (root / "docs" / "browsers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)`[^|]* \| [^|]+ \| (\d*) ?\| (\d*) ?\|$", page, re.MULTILINE)
    return {what: (int(chrome or 0), int(firefox or 0)) for what, chrome, firefox in rows}


@pytest.fixture(scope="module")
def oldest(root: Path) -> tuple[int, int]:
    """The oldest versions that the manifests let in."""
    base = json.loads((root / "extension" / "manifest.base.json").read_text(encoding="utf-8"))
    firefox = base["firefox"]["browser_specific_settings"]["gecko"]["strict_min_version"]
    return int(base["chrome"]["minimum_chrome_version"]), int(firefox.removesuffix(".0"))


def test_the_newest_thing_that_is_needed_decides(needs: dict[str, tuple[int, int]], oldest: tuple[int, int]) -> None:
    assert len(needs) > 5
    assert (max(chrome for chrome, _ in needs.values()), max(firefox for _, firefox in needs.values())) == oldest


def test_what_is_said_to_be_needed_is_used(root: Path, needs: dict[str, tuple[int, int]]) -> None:
    files = [file for pattern in SOURCES for file in (root / "extension").glob(pattern)]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert [what for what in needs if what not in code] == []


def test_the_build_and_the_readme_name_the_same_versions(root: Path, oldest: tuple[int, int]) -> None:
    chrome, firefox = oldest
    assert f'target: ["chrome{chrome}", "firefox{firefox}"]' in (root / "extension" / "build.mjs").read_text("utf-8")
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert f"Chrome, Edge, Chromium ({chrome} or newer)" in readme
    assert f"Firefox ({firefox} or newer)" in readme
    page = (root / "docs" / "browsers.md").read_text(encoding="utf-8")
    assert f"Chrome, Edge and Chromium from {chrome}, Firefox from {firefox}." in page


def test_the_built_manifests_say_so(root: Path, oldest: tuple[int, int]) -> None:
    built = root / "dist"
    if not (built / "chrome" / "manifest.json").is_file():
        pytest.skip("the extension is not built (python3 build.py extension)")
    chrome, firefox = (
        json.loads((built / name / "manifest.json").read_text("utf-8")) for name in ("chrome", "firefox")
    )
    assert chrome["minimum_chrome_version"] == str(oldest[0])
    assert firefox["browser_specific_settings"]["gecko"]["strict_min_version"] == f"{oldest[1]}.0"
    assert "minimum_chrome_version" not in firefox
    assert "browser_specific_settings" not in chrome
