"""A small SQLite file in the state folder: private to its owner, shared by threads, with errors in one line."""

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

_VERSION = 1


class StateError(Exception):
    """The state folder cannot be used; `str(error)` is one line that says which file and why."""


class Database:
    """The file `name` in the state folder (0700, the file 0600), made if need be; may be used from any thread.

    `table` makes the one table that is in it. Raises StateError from every method when the file cannot be read or
    written.
    """

    def __init__(self, folder: Path, name: str, table: str) -> None:
        secure_folder(folder)
        self._path = path = folder / name
        self._lock = threading.Lock()
        try:
            # SQLite would make the file with the permissions of the umask, and its journals take those of the file.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._prepare(table)
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from None

    def _prepare(self, table: str) -> None:
        self._connection.execute("PRAGMA secure_delete = ON")  # What is deleted leaves no copy in the file.
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.DatabaseError("it was written by a newer Reportedly")
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} STRICT")
        self._connection.execute(f"PRAGMA user_version = {_VERSION}")

    def run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Execute one statement and return its rows."""
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _failed(self, error: Exception) -> StateError:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return StateError(f"cannot use {self._path}: {reason}")


def secure_folder(folder: Path) -> None:
    """Make the state folder if need be, and close it to everybody but its owner. Raises StateError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise StateError(f"cannot use the folder {folder}: {error.strerror}") from None
