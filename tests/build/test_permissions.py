"""docs/permissions.md justifies every permission of the extension, and no others."""

import json
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def manifest(root: Path) -> dict[str, Any]:
    """What the manifests of all browsers have in common."""
    base: dict[str, Any] = json.loads((root / "extension" / "manifest.base.json").read_text(encoding="utf-8"))
    assert not {key for browser in ("chrome", "firefox") for key in base[browser] if "permissions" in key}
    common: dict[str, Any] = base["common"]
    return common


def test_each_permission_has_a_row_that_says_what_it_is_for_and_what_not(root: Path, manifest: dict[str, Any]) -> None:
    page = (root / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    asked = [*manifest["permissions"], *manifest["host_permissions"], *manifest["optional_host_permissions"]]
    assert [name for name, *_ in rows] == asked
    assert all(len(cell.strip()) > 10 for row in rows for cell in row[1:])


def test_each_permission_has_its_text_for_the_store(root: Path, manifest: dict[str, Any]) -> None:
    page = (root / "docs" / "permissions.md").read_text(encoding="utf-8")
    store = page.partition("## For the Chrome Web Store")[2]
    assert [name for name in manifest["permissions"] if f"- *{name}*:" not in store] == []
    assert "*Host permission http://127.0.0.1/" in store
    assert "*Optional host permissions*:" in store


def test_what_firefox_is_told_about_data_stands_there(root: Path) -> None:
    base = json.loads((root / "extension" / "manifest.base.json").read_text(encoding="utf-8"))
    declared = base["firefox"]["browser_specific_settings"]["gecko"]["data_collection_permissions"]["required"]
    page = (root / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert [name for name in declared if f"`{name}`" not in page.partition("addons.mozilla.org")[2]] == []
