"""docs/permissions.md justifies every permission of the extension, and no others."""

import json
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def manifest(root: Path) -> dict[str, Any]:
    """The sources of the manifests."""
    base: dict[str, Any] = json.loads((root / "extension" / "manifest.base.json").read_text(encoding="utf-8"))
    return base


def asked(manifest: dict[str, Any], key: str) -> list[str]:
    """What the extension asks for, in one browser or another."""
    return [name for part in ("common", "chrome", "firefox") for name in manifest[part].get(key, [])]


def test_each_permission_has_a_row_that_says_what_it_is_for_and_what_not(root: Path, manifest: dict[str, Any]) -> None:
    page = (root / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)`[^|]* \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    keys = ("permissions", "optional_permissions", "host_permissions", "optional_host_permissions")
    assert sorted(name for name, *_ in rows) == sorted(name for key in keys for name in asked(manifest, key))
    assert all(len(cell.strip()) > 10 for row in rows for cell in row[1:])


def test_each_permission_has_its_text_for_the_store(root: Path, manifest: dict[str, Any]) -> None:
    page = (root / "docs" / "permissions.md").read_text(encoding="utf-8")
    store = page.partition("## For the Chrome Web Store")[2]
    assert [name for name in asked(manifest, "permissions") if f"- *{name}*:" not in store] == []
    assert "*Host permission http://127.0.0.1/" in store
    assert "*Optional host permissions*:" in store


def test_what_firefox_is_told_about_data_stands_there(root: Path) -> None:
    base = json.loads((root / "extension" / "manifest.base.json").read_text(encoding="utf-8"))
    declared = base["firefox"]["browser_specific_settings"]["gecko"]["data_collection_permissions"]["required"]
    page = (root / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert [name for name in declared if f"`{name}`" not in page.partition("addons.mozilla.org")[2]] == []
