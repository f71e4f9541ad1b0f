"""Stamps: small files that remember what something was made from, so that it is not made twice."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash for the names and contents of `paths` (folders count with all they hold) and the strings in `more`."""
    total = hashlib.sha256()
    for path in paths:
        for file in _files(path):
            total.update(file.relative_to(path.parent).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    for text in more:
        total.update(text.encode() + b"\0")
    return total.hexdigest()


def is_fresh(stamp: Path, digest: str) -> bool:
    """Whether `stamp` was written with the same digest."""
    try:
        return stamp.read_text(encoding="ascii") == digest
    except (OSError, UnicodeDecodeError):
        return False


def write(stamp: Path, digest: str) -> None:
    """Remembers `digest`; to be called only when the work is done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest, encoding="ascii")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
