"""The memory of whole answers: a page that is sent again as it was need not even be cut into sentences."""

from collections.abc import Mapping, Sequence

import msgspec

from .cache import Cache, Counts, digest
from .types import Analysis, Block

ANSWER_BYTES = 8 * 1024 * 1024
"""What is remembered of answers: about 30 kB each, so some hundred articles."""


class Answers:
    """Analyses by what was asked, packed; may be used from any thread."""

    def __init__(self, remembered: int = ANSWER_BYTES) -> None:
        self._cache = Cache[bytes](remembered)

    def key(self, blocks: Sequence[Block], context: Sequence[Block], thresholds: Mapping[str, float]) -> bytes | None:
        """A key for everything that decides what an analysis says; None when a block's id is no valid text."""
        try:
            return digest(
                (
                    repr(sorted(thresholds.items())).encode(),
                    str(len(context)).encode(),
                    *(c.text.encode() for c in context),
                    *(part.encode() for block in blocks for part in (block.id, block.text)),
                )
            )
        except UnicodeEncodeError:
            return None

    def get(self, key: bytes | None) -> Analysis | None:
        """The analysis kept under `key`."""
        packed = self._cache.get(key) if key else None
        return msgspec.msgpack.decode(packed, type=Analysis) if packed else None

    def put(self, key: bytes | None, analysis: Analysis) -> None:
        """Keep `analysis`."""
        if key:
            packed = msgspec.msgpack.encode(analysis)
            self._cache.put(key, packed, len(packed))

    def counts(self) -> Counts:
        """How often an answer was remembered."""
        return self._cache.counts()
