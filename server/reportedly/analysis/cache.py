"""A memory of what was computed, bounded in bytes, that forgets what was not asked for longest.

It lives in memory only and dies with the process: nothing in it is ever written to a disk. What it remembers is found
by a digest, from which no text can be read back.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")

_OVERHEAD = 400
"""Bytes that an entry costs beside its value: its key, its place, and the objects around the value."""


class Counts(NamedTuple):
    """How often something was asked for and found (`hits`) or not (`misses`), and what is kept at present."""

    hits: int
    misses: int
    entries: int
    bytes: int


def digest(parts: Iterable[bytes]) -> bytes:
    """A key of 16 bytes that differs when the parts differ, or are cut elsewhere."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "little"))
        hashed.update(part)
    return hashed.digest()


class Cache(Generic[V]):
    """Keeps values up to `limit` bytes altogether; may be used from any thread. 0 keeps nothing."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, tuple[V, int]] = OrderedDict()
        self._bytes = self._hits = self._misses = 0

    def get(self, key: bytes) -> V | None:
        """What was kept under `key`."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                self._misses += 1
                return None
            self._hits += 1
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: bytes, value: V, size: int) -> None:
        """Keep `value`, which takes `size` bytes; what was not asked for longest makes room for it."""
        size += _OVERHEAD
        if size > self._limit:
            return
        with self._lock:
            _, old = self._kept.pop(key, (None, 0))
            self._kept[key] = (value, size)
            self._bytes += size - old
            while self._bytes > self._limit:
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed

    def counts(self) -> Counts:
        """How it has served so far."""
        with self._lock:
            return Counts(self._hits, self._misses, len(self._kept), self._bytes)
