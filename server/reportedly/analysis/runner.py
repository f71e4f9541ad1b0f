"""Runs windows through the model: from memory where the same window was read before, else in the pool's threads.

A window's scores depend on that window only (see docs/model-notes.md), so what is remembered is exact: the key is
everything that the model reads, which is the ids of the tokens and which of them belong to which sentence, and the
model's version.
"""

from array import array
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing

from .cache import Cache, Counts, digest
from .encoder import Encoder, Floats
from .pool import Pool
from .windows import Window

WINDOW_BYTES = 16 * 1024 * 1024
"""What is remembered of windows: about 17 kB each, so some eighty articles."""

Scores = tuple[Floats, Floats]
Output = tuple[int, Scores]


class Runner:
    """The model behind its memory; may be used from any thread."""

    def __init__(self, encoder: Encoder, threads: int, remembered: int = WINDOW_BYTES) -> None:
        """Run `threads` windows at a time; remember up to `remembered` bytes of scores."""
        self._encoder = encoder
        self._cache = Cache[Scores](remembered)
        self._pool = Pool(self._compute, threads)
        self._model = f"{encoder.config.name} {encoder.config.version}".encode()

    def side_by_side(
        self, windows: Sequence[Window], order: Sequence[int], first: Collection[int], given_up: Callable[[], bool]
    ) -> Generator[Output, None, None]:
        """The scores of each window as (its position, scores), as soon as they are there.

        `order` holds all positions; those in `first` are of the blocks that somebody looks at. Raises GivenUp when
        `given_up` says that nobody waits any more.
        """
        keys = {w: self._key(windows[w]) for w in order}
        missing = []
        for w in order:
            known = self._cache.get(keys[w])
            if known is None:
                missing.append(w)
            else:
                yield w, known
        if not missing:
            return
        urgent = [(windows[w], keys[w], w) for w in missing if w in first]
        rest = [(windows[w], keys[w], w) for w in missing if w not in first]
        with closing(self._pool.run(urgent, rest, given_up)) as results:
            for (_, _, w), scores in results:
                yield w, scores

    def in_turn(self, windows: Sequence[Window]) -> Iterator[Output]:
        """As `side_by_side`, one after another in the caller's own thread."""
        for w, window in enumerate(windows):
            key = self._key(window)
            yield w, self._cache.get(key) or self._compute((window, key, w))

    def counts(self) -> Counts:
        """How often a window was remembered."""
        return self._cache.counts()

    def backlog(self) -> float:
        """Seconds until the windows that wait now will have been read."""
        return self._pool.backlog()

    def close(self) -> None:
        """Give up what waits; see `Pool.close`."""
        self._pool.close()

    def _compute(self, job: tuple[Window, bytes, int]) -> Scores:
        window, key, _ = job
        judged, tags = self._encoder.run(window)
        judged.flags.writeable = tags.flags.writeable = False  # whoever finds them in memory shares them
        self._cache.put(key, (judged, tags), judged.nbytes + tags.nbytes)
        return judged, tags

    def _key(self, window: Window) -> bytes:
        spans = array("i", [at for span in window.spans for at in span])
        return digest((self._model, array("i", window.ids).tobytes(), spans.tobytes()))
