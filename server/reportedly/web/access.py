"""Who is calling: tokens, the keys of the local page, and the proof that this server is the one that was paired."""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportedly.web.errors import Refusal
from reportedly.web.store import Store, machine_token

KEY_LIFETIME = 600.0
"""Seconds for which a one-time key that was asked for can be used; that of the start lasts as long as the server."""
MACHINE = "machine"
"""The client id and the origin of the commands of this machine."""
MAX_KEYS = 16
MAX_PAGES = 64


@dataclass(frozen=True)
class Caller:
    """Whom a valid token belongs to: `id` tells callers of one kind apart."""

    kind: Literal["extension", "page", "machine", "user"]
    id: str


class Access:
    """Tokens and keys; may be used from any thread. `page_origin` is the only origin a page's token works from."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        page_origin: str,
        port: int,
        clock: Callable[[], float] = time.monotonic,
        user_token: str | None = None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._page_origin = page_origin
        self._port = port
        self._clock = clock
        self._user_token = user_token
        self._lock = threading.Lock()
        self._keys: dict[str, float] = {}
        self._pages: dict[str, str] = {}

    def is_paired(self, origin: str) -> bool:
        """Whether an extension of exactly this origin is paired."""
        return self._store.is_paired(origin)

    def admits(self, authorization: str | None, origin: str | None) -> bool:
        """Whether the Authorization header holds a token that is valid from this origin."""
        return self.caller(authorization, origin) is not None

    def is_user(self, authorization: str | None) -> bool:
        """Whether the Authorization header holds the token that the user chose for callers from elsewhere."""
        token = bearer(authorization)
        return self._user_token is not None and token is not None and _same(token, self._user_token)

    def caller(self, authorization: str | None, origin: str | None) -> Caller | None:
        """Whom the token in the Authorization header belongs to; None if to nobody, or if it is used from elsewhere.

        An extension's token works from its own origin, the page's from the page, and the machine's own and the user's
        from no web origin at all. Where no origin is sent (a GET of an extension, a command) there is nothing to
        compare.
        """
        token = bearer(authorization)
        if token is None:
            return None
        page = self._page(token)
        if page is not None:
            return Caller("page", page) if origin in {None, self._page_origin} else None
        if _same(token, machine_token(self._folder)):
            return Caller("machine", "machine") if origin is None else None
        if self.is_user(authorization):
            return Caller("user", "user") if origin is None else None
        client = self._store.owner(token)
        if client is not None and origin in {None, client.origin}:
            return Caller("extension", client.id)
        return None

    def new_key(self, lifetime: float = KEY_LIFETIME) -> str:
        """A key that opens the local page once."""
        with self._lock:
            now = self._clock()
            self._keys = {key: ends for key, ends in self._keys.items() if ends > now}
            while len(self._keys) >= MAX_KEYS:
                del self._keys[min(self._keys, key=self._keys.__getitem__)]
            key = secrets.token_urlsafe(24)
            self._keys[key] = now + lifetime
            return key

    def exchange(self, key: str) -> str:
        """The page's token for a one-time key, which is used up. Raises Refusal (401) for a key that is not valid."""
        with self._lock:
            found = next((known for known in list(self._keys) if _same(key, known)), None)
            if found is None or self._keys.pop(found) <= self._clock():
                raise Refusal(
                    401,
                    "wrong_key",
                    "This key was used already, or is too old. Open the page from the extension's popup, "
                    "or start Reportedly again and use the address that it prints.",
                )
            while len(self._pages) >= MAX_PAGES:
                del self._pages[next(iter(self._pages))]
            token = secrets.token_urlsafe(32)
            self._pages[token] = secrets.token_hex(8)
            return token

    def proof(self, client_id: str, nonce: str) -> str | None:
        """The proof for a paired client, in hex; None when no such client is paired.

        A command of this machine is the client "machine", whose key is the machine's own token: so it need not show
        that token to an impostor.

        The port is part of what is signed, so that an impostor on the usual port cannot pass on the proof of the real
        server that had to take another one.
        """
        if client_id == MACHINE:
            return sign(machine_token(self._folder).encode(), nonce, MACHINE, self._port)
        client = self._store.client(client_id)
        return None if client is None else sign(client.server_key, nonce, client.origin, self._port)

    def _page(self, token: str) -> str | None:
        with self._lock:
            return next((page for known, page in self._pages.items() if _same(token, known)), None)


def sign(key: bytes, nonce: str, origin: str, port: int) -> str:
    """The proof of a server that holds `key`, in hex."""
    return hmac.digest(key, f"{nonce}\n{origin}\n{port}".encode(), "sha256").hex()


def bearer(authorization: str | None) -> str | None:
    """The token in an Authorization header, or None."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
