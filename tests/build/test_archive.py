"""Zips are the same byte for byte, wherever and whenever they are made."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from build_tools import extension, node
from build_tools.archive import write_zip

FILES = {"manifest.json": b"{}", "content/paint.js": b"paint();\n" * 100, "icons/b.png": b"\x89PNG", "icons/a.png": b""}


def folder_with(files: dict[str, bytes], folder: Path, *, date: int, mode: int) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)
        os.utime(file, (date, date))
    return folder


def test_the_order_dates_and_modes_on_disk_leave_no_trace(tmp_path: Path) -> None:
    first = folder_with(FILES, tmp_path / "first", date=1_000_000_000, mode=0o644)
    second = folder_with(dict(reversed(FILES.items())), tmp_path / "second", date=1_700_000_000, mode=0o755)
    write_zip(first, tmp_path / "first.zip")
    write_zip(second, tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_everything_comes_out_as_it_went_in(tmp_path: Path) -> None:
    write_zip(folder_with(FILES, tmp_path / "in", date=1_000_000_000, mode=0o600), tmp_path / "it.zip")
    with zipfile.ZipFile(tmp_path / "it.zip") as archive:
        assert archive.namelist() == sorted(FILES)
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_another_content_makes_another_zip(tmp_path: Path) -> None:
    write_zip(folder_with(FILES, tmp_path / "a", date=1_000_000_000, mode=0o644), tmp_path / "a.zip")
    changed = FILES | {"content/paint.js": b"paint2();"}
    write_zip(folder_with(changed, tmp_path / "b", date=1_000_000_000, mode=0o644), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() != (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("browser", extension.ARCHIVES)
def test_the_built_archives_hold_the_built_folders(root: Path, tmp_path: Path, browser: str) -> None:
    if not extension.is_built():
        pytest.skip("the extension is not built, or not from its sources as they are (python3 build.py extension)")
    write_zip(root / "dist" / browser, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == extension.ARCHIVES[browser].read_bytes()


def linked(source: str, target: str) -> None:
    """The same file under another name where that can be, else a copy of it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def test_another_build_in_another_folder_makes_the_same_archives(root: Path, tmp_path: Path) -> None:
    found = node.on_this_machine()
    if found is None or not extension.is_built():
        pytest.skip("there is no Node.js on the path, or the extension is not built from its sources as they are")
    elsewhere = tmp_path / "elsewhere"
    made = shutil.ignore_patterns("build")
    shutil.copytree(root / "extension", elsewhere / "extension", ignore=made, copy_function=linked)
    for name in ("LICENSE", "models/reportedly-en/reasons.json"):
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, elsewhere / name)
    # Linked files keep their dates: these get other ones.
    for file in (elsewhere / "extension" / "src").rglob("*.ts"):
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content)
    types = elsewhere / "extension" / "build" / "api.d.ts"
    types.parent.mkdir()
    shutil.copyfile(root / "extension" / "build" / "api.d.ts", types)
    subprocess.run([found.folder / "node", "build.mjs"], cwd=elsewhere / "extension", check=True)
    for browser, archive in extension.ARCHIVES.items():
        write_zip(elsewhere / "dist" / browser, tmp_path / archive.name)
        assert (tmp_path / archive.name).read_bytes() == archive.read_bytes(), browser
