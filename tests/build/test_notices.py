"""What others have made and we bundle is named, with its licence, wherever it is bundled."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_tools import extension

NOTICES = "THIRD_PARTY_NOTICES.txt"


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if not extension.is_built():
        pytest.skip("the extension is not built, or not from its sources as they are (python3 build.py extension)")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel as `build.py package` makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        yield archive


@pytest.fixture(scope="module")
def shipped(root: Path) -> set[str]:
    """The npm packages that the extension uses at run time, and those that they use."""
    lock = json.loads((root / "extension" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {where: what for where, what in lock["packages"].items() if where}
    return {where.rpartition("node_modules/")[2] for where, what in packages.items() if not what.get("dev")}


@pytest.fixture(scope="module")
def bundled(root: Path) -> set[str]:
    """The npm packages that esbuild says it has put into the bundles."""
    names = set()
    for file in (root / "extension" / "build").glob("meta*.json"):
        for source in json.loads(file.read_text(encoding="utf-8"))["inputs"]:
            if "node_modules/" in source:
                parts = source.rpartition("node_modules/")[2].split("/")
                names.add("/".join(parts[:2]) if parts[0].startswith("@") else parts[0])
    return names


def test_esbuild_tells_what_it_bundles(bundled: set[str]) -> None:
    assert "@mozilla/readability" in bundled


@pytest.mark.parametrize("browser", extension.ARCHIVES)
def test_the_extension_names_every_package_in_it(
    root: Path, browser: str, shipped: set[str], bundled: set[str]
) -> None:
    text = (root / "dist" / browser / NOTICES).read_text(encoding="utf-8")
    assert {name for name in shipped | bundled if name not in text} == set()
    assert "Permission is hereby granted" in text  # licences in full, not by name only
    with zipfile.ZipFile(extension.ARCHIVES[browser]) as archive:
        assert archive.read(NOTICES).decode("utf-8") == text


def test_the_wheel_names_every_package_in_it_and_the_weights(
    wheel: zipfile.ZipFile, shipped: set[str], bundled: set[str]
) -> None:
    text = wheel.read(f"reportedly/{NOTICES}").decode("utf-8")
    for name in sorted({*shipped, *bundled, "all-MiniLM-L6-v2", "PolNeAR", "WikiWeasel", "Labelled articles"}):
        assert name in text


def test_the_wheel_carries_the_model_and_the_extension(wheel: zipfile.ZipFile, root: Path) -> None:
    names = set(wheel.namelist())
    for file in (root / "models" / "reportedly-en").iterdir():
        assert f"reportedly/models/reportedly-en/{file.name}" in names
    for browser in extension.ARCHIVES:
        assert f"reportedly/extension/{browser}/manifest.json" in names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)


@pytest.mark.parametrize("browser", extension.ARCHIVES)
def test_the_extension_carries_the_licence_of_the_code(root: Path, browser: str) -> None:
    with zipfile.ZipFile(extension.ARCHIVES[browser]) as archive:
        assert archive.read("LICENSE") == (root / "LICENSE").read_bytes()
