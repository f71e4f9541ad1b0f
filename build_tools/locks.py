"""Renewing the locks in requirements/ from pyproject.toml, with uv.

The locks hold no address of any index, so that they are the same whatever mirror they were made with.
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from build_tools.say import output_of, run, step
from build_tools.venv import LOCKS, program

_HEADER = "# Made by `python3 build.py lock` from pyproject.toml; do not edit.\n"
_TRAIN_NOTE = "# No hashes: PyTorch comes in several builds. What a CUDA build needs it brings itself.\n"
# PyTorch's CUDA build asks for these by exact version; listed here, they would come with the CPU build, too.
_CUDA = re.compile(r"(cuda|nvidia|triton)\b")


def renew() -> None:
    """Writes requirements/*.txt with the newest versions that pyproject.toml allows, for every system.

    Raises BuildError when uv cannot be installed or finds no set of versions.
    """
    with tempfile.TemporaryDirectory() as folder, step("renewing the locks (half a minute)"):
        run([sys.executable, "-m", "venv", folder], why="could not make an environment for uv")
        uv = program("uv", Path(folder))
        run([program("python", Path(folder)), "-m", "pip", "install", "--quiet", "uv"], why="could not install uv")
        hashes = ["--generate-hashes"]
        _compile(uv, "run", ["pyproject.toml", "requirements/build.in", *hashes])
        same = ["-c", "requirements/run.txt"]
        _compile(uv, "test", ["pyproject.toml", "--extra=test", "--extra=lint", *same, *hashes])
        _compile(uv, "node", ["requirements/node.in", *hashes])
        _compile(uv, "train", ["pyproject.toml", "--extra=train", "--no-annotate", *same])
        _compile(uv, "bench", ["pyproject.toml", "--extra=bench", *same, "-c", "requirements/train.txt", *hashes])


def _compile(uv: Path, name: str, arguments: Sequence[str]) -> None:
    lock = LOCKS / f"{name}.txt"
    compiler: list[str | Path] = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--universal",
        "--python-version=3.11",
    ]
    text = output_of([*compiler, *arguments], why=f"could not lock {name}")
    if name == "train":
        text = _TRAIN_NOTE + "".join(line for line in text.splitlines(True) if not _CUDA.match(line))
    lock.write_text(_HEADER + text, encoding="utf-8")
