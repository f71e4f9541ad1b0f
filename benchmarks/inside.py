"""The analysis without a server around it: what its steps cost, and how much multiplying it is."""

import time
from collections.abc import Sequence

import msgspec
from reportedly import Analyzer, Block
from reportedly.analysis.article import locate
from reportedly.analysis.encoder import Encoder, Floats
from reportedly.analysis.pool import MOST_THREADS, Pool, cores
from reportedly.analysis.types import in_utf16
from reportedly.analysis.windows import Window, pack, tokenize

from benchmarks.spread import seconds

LAYERS, WIDTH, INNER = 6, 384, 1536
"""The shape of the model's encoder."""
THREADS = min(cores(), MOST_THREADS)


def blocks_of(texts: Sequence[str]) -> list[Block]:
    """Blocks called "0", "1", ..."""
    return [Block(str(n), text) for n, text in enumerate(texts)]


class Timed(Encoder):
    """An encoder that adds up how long its session runs."""

    spent = 0.0

    def run(self, window: Window) -> tuple[Floats, Floats]:
        """As in `Encoder`."""
        start = time.perf_counter()
        try:
            return super().run(window)
        finally:
            self.spent += time.perf_counter() - start


class Inside:
    """One analyzer whose steps are measured."""

    def __init__(self) -> None:
        self._analyzer = Analyzer(threads=1)
        self._encoder = self._analyzer._encoder
        self._encoder.__class__ = Timed
        self._pool = Pool(self._encoder.run, THREADS)

    def python_share(self, texts: Sequence[str]) -> float:
        """Seconds spent around the sessions for each second spent in them, on one thread, for an article not seen yet:
        from its text to the bytes of the answer.
        """
        assert isinstance(self._encoder, Timed)
        self._encoder.spent = 0.0

        def work() -> None:
            analysis = self._analyzer.analyze_blocks(blocks_of(texts))
            msgspec.json.encode(in_utf16(analysis, {str(n): text for n, text in enumerate(texts)}))

        whole = seconds(work)
        return (whole - self._encoder.spent) / self._encoder.spent

    def sentences(self, texts: Sequence[str]) -> list[list[int]]:
        """The token ids of each sentence."""
        located = locate(blocks_of(texts), [])
        return [
            encoding.ids
            for encoding in self._encoder.tokenizer.encode_batch([s.text for s in located], add_special_tokens=False)
        ]

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """The windows that an article is read in."""
        located = locate(blocks_of(texts), [])
        paragraphs, boundaries = [s.paragraph for s in located], [s.boundary for s in located]
        units = tokenize(self._encoder.tokenizer, [s.text for s in located], paragraphs, boundaries)
        return list(pack(units, self._encoder.cls_id, self._encoder.sep_id))

    def sessions_alone(self, windows: Sequence[Window]) -> float:
        """Seconds that the sessions take for these windows, side by side, and nothing else."""
        return seconds(lambda: list(self._pool.run(windows)))

    def memory_hits(self, texts: Sequence[str], inserted: str) -> tuple[float, float]:
        """The share of windows found in memory: of a page sent again under another sensitivity (which only the windows
        can answer), and of the page with one paragraph inserted in its middle.
        """
        analyzer = Analyzer(threads=1)
        analyzer.analyze_blocks(blocks_of(texts))

        def share(other: Analyzer, sent: Sequence[str]) -> float:
            before = analyzer.remembered().windows
            other.analyze_blocks(blocks_of(sent))
            after = analyzer.remembered().windows
            hits, misses = after.hits - before.hits, after.misses - before.misses
            return hits / (hits + misses)

        middle = len(texts) // 2
        return share(analyzer.with_sensitivity("strict"), texts), share(
            analyzer, [*texts[:middle], inserted, *texts[middle:]]
        )

    def server_time(self, texts: Sequence[str]) -> float:
        """Seconds from the text of an article that is remembered whole to the bytes of its answer."""
        again = {str(n): text for n, text in enumerate(texts)}
        self._analyzer.analyze_blocks(blocks_of(texts))
        return seconds(lambda: msgspec.json.encode(in_utf16(self._analyzer.analyze_blocks(blocks_of(texts)), again)))


def operations(windows: Sequence[Window]) -> tuple[float, float]:
    """Multiplications and additions, in billions, that reading these windows takes: those of the dense layers, which
    are int8, and those of the attention, which are fp32.
    """
    dense = sum(2 * LAYERS * (4 * WIDTH**2 + 2 * WIDTH * INNER) * len(w.ids) for w in windows)
    attention = sum(2 * LAYERS * 2 * WIDTH * len(w.ids) ** 2 for w in windows)
    return dense / 1e9, attention / 1e9
