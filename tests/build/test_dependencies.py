"""Every dependency has its line in docs/dependencies.md and its place in a lock; the locks name no address."""

import ast
import json
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

LOCKS = ("run", "test", "train", "bench", "node")


def name_of(requirement: str) -> str:
    found = re.match(r"[\w.@/-]+", requirement)
    assert found, requirement
    return found[0].lower().replace("_", "-")


def python_packages(root: Path) -> dict[str, set[str]]:
    """What pyproject.toml asks for, by the lock in which it has to stand."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: {name_of(line) for line in lines} for name, lines in project["optional-dependencies"].items()}
    own = {name_of(line) for line in project["dependencies"]}
    asked = {
        name: {
            name_of(line) for line in (root / "requirements" / f"{name}.in").read_text().splitlines() if line[0] != "#"
        }
        for name in ("build", "node")
    }
    return {
        "run": own | asked["build"],
        "test": own | extras["test"] | extras["lint"],
        "train": own | extras["train"],
        "bench": own | extras["bench"],
        "node": asked["node"],
    }


def npm_packages(root: Path) -> set[str]:
    package = json.loads((root / "extension" / "package.json").read_text(encoding="utf-8"))
    return {*package.get("dependencies", {}), *package.get("devDependencies", {})}


def test_each_has_a_line_that_says_what_it_is_for_and_what_it_costs(root: Path) -> None:
    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")]
    lines = {row[0]: row for row in rows if row[0] != "package"}
    wanted = set().union(*python_packages(root).values()) | npm_packages(root)
    assert wanted - set(lines) == set()
    assert set(lines) - wanted == {"uv"}  # which build.py installs by itself
    assert [row for row in lines.values() if len(row) != 4 or not all(row)] == []


@pytest.mark.parametrize(
    ("room", "locks"), [("server/reportedly", {"run"}), ("tests", {"test", "train"}), ("models/training", {"train"})]
)  # tests of the training are skipped where its packages are not installed
def test_each_package_that_is_imported_is_declared(root: Path, room: str, locks: set[str]) -> None:
    brought_by = packages_distributions()
    imported = set()
    for file in (root / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    needed = {name_of(brought_by[name][0]) for name in imported & set(brought_by)} - {"reportedly", "pip"}
    assert needed - set().union(*(python_packages(root)[lock] for lock in locks)) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_each_is_locked(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    locked = {name_of(line) for line in text.splitlines() if "==" in line and line[0].isalnum()}
    assert python_packages(root)[lock] - locked == set()


@pytest.mark.parametrize("lock", ["run", "test", "bench", "node"])
def test_each_locked_version_has_a_hash(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\w)", text) if "==" in entry]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_agree_with_each_other(root: Path) -> None:
    versions: dict[str, set[str]] = {}
    for lock in ("run", "test", "train", "bench"):
        text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        for name, version in re.findall(r"^([\w.-]+)==([\w.+]+)", text, re.MULTILINE):
            versions.setdefault(name, set()).add(f"{lock}:{version}")
    one = {name: {found.partition(":")[2] for found in where} for name, where in versions.items()}
    # A package that comes in two versions for two Pythons does so in each lock.
    both = {
        name: {frozenset(v.partition(":")[2] for v in where if v.startswith(lock)) for lock in LOCKS} - {frozenset()}
        for name, where in versions.items()
        if len(one[name]) > 1
    }
    assert {name: sets for name, sets in both.items() if len(sets) > 1} == {}


def test_no_lock_names_an_address(root: Path) -> None:
    locks = [*(root / "requirements").iterdir(), root / "extension" / "package-lock.json"]
    assert [
        file.name for file in locks if re.search(r"(resolved\"|index-url|find-links|@ *file)", file.read_text())
    ] == []
    # In an npm lock, the packages' own "funding" entries are addresses; in the others there is none at all.
    assert [file.name for file in locks if file.suffix != ".json" and "://" in file.read_text()] == []


def test_npm_packages_are_pinned_with_integrity_hashes(root: Path) -> None:
    lock = json.loads((root / "extension" / "package-lock.json").read_text(encoding="utf-8"))
    assert [where for where, what in lock["packages"].items() if where and "integrity" not in what] == []
    package = json.loads((root / "extension" / "package.json").read_text(encoding="utf-8"))
    asked = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    assert {name: version for name, version in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}
