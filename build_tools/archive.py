"""Zip files that are the same byte for byte wherever and whenever they are made."""

import zipfile
from pathlib import Path

# The earliest date that a zip can hold.
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644


def write_zip(folder: Path, target: Path) -> None:
    """Packs the files of `folder` into `target`: names sorted, one date and one mode for all.

    They are stored without compression, because its result differs between versions of zlib.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        names = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
        for name in sorted(names):
            entry = zipfile.ZipInfo(name, date_time=_DATE)
            entry.create_system = _UNIX
            entry.external_attr = _MODE << 16
            archive.writestr(entry, names[name].read_bytes())
