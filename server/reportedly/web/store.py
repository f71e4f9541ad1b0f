"""What is kept on disk between runs: the paired extensions and the machine's own token.

Everything lies in the state folder, which only its owner may enter (0700, files 0600). Of a bearer token only a hash
is kept. The server key has to be kept as it is, because the server proves itself with it.
"""

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from reportedly.web.database import Database, StateError, secure_folder

DATABASE = "state.sqlite"
MACHINE_TOKEN = "machine-token"
_USED_EVERY = 60
"""Seconds between two notes of a token's last use: every request need not write to the disk."""


@dataclass(frozen=True)
class Client:
    """A paired extension. Times are seconds since 1970."""

    id: str
    origin: str
    server_key: bytes
    created: int
    last_used: int | None


@dataclass(frozen=True)
class NewClient:
    """What a newly paired extension is given, once."""

    id: str
    token: str
    server_key: bytes


class Store:
    """The pairings in `state.sqlite`; may be used from any thread.

    Raises StateError from every method when the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(
            folder,
            DATABASE,
            "clients (id TEXT PRIMARY KEY, origin TEXT NOT NULL, token_hash BLOB NOT NULL,"
            " server_key BLOB NOT NULL, created INTEGER NOT NULL, last_used INTEGER)",
        )
        self._run = self._database.run

    def add(self, origin: str) -> NewClient:
        """Pair an extension of this origin."""
        new = NewClient(secrets.token_hex(8), secrets.token_urlsafe(32), secrets.token_bytes(32))
        self._run(
            "INSERT INTO clients VALUES (?, ?, ?, ?, ?, NULL)",
            (new.id, origin, _hash(new.token), new.server_key, int(time.time())),
        )
        return new

    def clients(self) -> list[Client]:
        """Every paired extension, oldest first."""
        rows = self._run("SELECT id, origin, server_key, created, last_used FROM clients ORDER BY created, rowid")
        return [Client(*row) for row in rows]

    def client(self, client_id: str) -> Client | None:
        """The paired extension with this id."""
        return next((client for client in self.clients() if client.id == client_id), None)

    def is_paired(self, origin: str) -> bool:
        """Whether an extension of exactly this origin is paired."""
        return bool(self._run("SELECT 1 FROM clients WHERE origin = ? LIMIT 1", (origin,)))

    def owner(self, token: str) -> Client | None:
        """The paired extension that this bearer token was given to; notes that it was used."""
        wanted, found = _hash(token), None
        for *row, token_hash in self._run("SELECT id, origin, server_key, created, last_used, token_hash FROM clients"):
            if hmac.compare_digest(wanted, token_hash):
                found = Client(*row)
        if found is not None:
            self._note_use(found)
        return found

    def remove(self, client_id: str) -> bool:
        """End a pairing; False when there is none with this id."""
        return bool(self._run("DELETE FROM clients WHERE id = ? RETURNING id", (client_id,)))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _note_use(self, client: Client) -> None:
        now = int(time.time())
        if client.last_used is None or now - client.last_used >= _USED_EVERY:
            try:
                self._run("UPDATE clients SET last_used = ? WHERE id = ?", (now, client.id))
            except StateError:
                return  # A full disk is no reason to refuse an analysis.


def machine_token(folder: Path) -> str:
    """The token with which the commands of this user talk to the server, made on first use. Raises StateError."""
    secure_folder(folder)
    path = folder / MACHINE_TOKEN
    try:
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        path.chmod(0o600)
        token = path.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise StateError(f"cannot use {path}: {getattr(error, 'strerror', None) or 'it is damaged'}") from None
    if len(token) < 32:
        raise StateError(f"cannot use {path}: it is damaged; delete it and start again")
    return token


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else can read, whole or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def _hash(token: str) -> bytes:
    # The token is 256 random bits: there is nothing to guess, so that a slow hash with salt would protect nothing.
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
