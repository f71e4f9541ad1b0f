"""The memory of articles that arrive in several requests, so that the ledger and the counts speak of the whole.

Kept for ten minutes after the last request, in memory only, and for the caller who sent it: of each sentence its
place, its scores and the words that name a source. The text itself is not kept.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from reportedly.analysis.names import sources_of
from reportedly.analysis.sources import ledger, summarise
from reportedly.analysis.types import Analysis, Block, Sentence, Source, Summary

LIFETIME = 600.0
"""Seconds."""
MAX_SENTENCES = 100_000
"""Sentences of all articles together; the articles not asked about for longest go first."""

_APART = " | "


@dataclass
class _Kept:
    """What is kept of a block: its sentences, whose source spans point into `words`."""

    sentences: tuple[Sentence, ...]
    words: str


@dataclass
class _Article:
    used: float
    blocks: dict[str, _Kept] = field(default_factory=dict)

    def size(self) -> int:
        return sum(len(kept.sentences) for kept in self.blocks.values())


class Articles:
    """The articles of the last ten minutes; may be used from any thread. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._articles: OrderedDict[tuple[str, ...], _Article] = OrderedDict()

    def add(
        self,
        key: tuple[str, ...],
        blocks: Sequence[Block],
        context: Iterable[Block],
        analysis: Analysis,
        sentences: Sequence[Sentence],
    ) -> tuple[tuple[Source, ...], Summary]:
        """Remember the judged blocks and return sources and summary of the whole article so far.

        `key` names caller and article. `analysis` counts code points; `sentences` are the same ones in the offsets
        that the caller counts in, which `places` of the sources keep. New blocks stand after the last known block of
        `context`, or at the end; a known block is replaced where it stands.
        """
        fresh = {block.id: _Kept((), "") for block in blocks} | _kept(blocks, analysis.sentences, sentences)
        with self._lock:
            self._tidy()
            article = self._articles.pop(key, None) or _Article(self._clock())
            article.used = self._clock()
            article.blocks = _placed(article.blocks, fresh, [block.id for block in context])
            self._articles[key] = article
            self._make_room()
            whole = dict(article.blocks)
        return _speak_of(whole, [s.block for s in sentences], analysis.thresholds)

    def forget(self) -> None:
        """Drop what is too old."""
        with self._lock:
            self._tidy()

    def _tidy(self) -> None:
        oldest = self._clock() - LIFETIME
        for key in [key for key, article in self._articles.items() if article.used <= oldest]:
            del self._articles[key]

    def _make_room(self) -> None:
        total = sum(article.size() for article in self._articles.values())
        while total > MAX_SENTENCES:
            _, article = self._articles.popitem(last=False)
            total -= article.size()


def _kept(blocks: Sequence[Block], counted: Sequence[Sentence], wire: Sequence[Sentence]) -> dict[str, _Kept]:
    texts = {block.id: block.text for block in blocks}
    sentences: dict[str, list[Sentence]] = {}
    words: dict[str, str] = {}
    for sentence, as_sent in zip(counted, wire, strict=True):
        spans = []
        text = texts[sentence.block]
        for span in sources_of(sentence.spans, text):
            # The mark between them keeps two sources from being taken for one that was cut in two.
            before = words.get(sentence.block, "") + _APART
            words[sentence.block] = before + text[span.start : span.end]
            spans.append(msgspec.structs.replace(span, start=len(before), end=len(words[sentence.block])))
        reduced = msgspec.structs.replace(as_sent, spans=tuple(spans), reasons=(), explanations={})
        sentences.setdefault(sentence.block, []).append(reduced)
    return {block: _Kept(tuple(found), words.get(block, "")) for block, found in sentences.items()}


def _placed(known: dict[str, _Kept], fresh: dict[str, _Kept], context: Iterable[str]) -> dict[str, _Kept]:
    new = {block: kept for block, kept in fresh.items() if block not in known}
    anchor = next((block for block in reversed(list(context)) if block in known), None)
    placed: dict[str, _Kept] = {}
    for block, kept in known.items():
        placed[block] = fresh.get(block, kept)
        if block == anchor:
            placed.update(new)
    return placed if anchor else placed | new


def _speak_of(
    whole: dict[str, _Kept], answered: Sequence[str], thresholds: dict[str, float]
) -> tuple[tuple[Source, ...], Summary]:
    sentences = [sentence for kept in whole.values() for sentence in kept.sentences]
    sources = ledger(sentences, {block: kept.words for block, kept in whole.items()}, thresholds)
    # Positions count the sentences of this answer, which stand in the order of the request.
    first = {block: number for number, block in reversed(list(enumerate(answered)))}
    positions: list[int | None] = []
    for block, kept in whole.items():
        start = first.get(block)
        positions.extend(None if start is None else start + n for n in range(len(kept.sentences)))
    here = tuple(
        msgspec.structs.replace(source, sentences=tuple(p for n in source.sentences if (p := positions[n]) is not None))
        for source in sources
    )
    return here, summarise(sentences, thresholds)
