"""Sentences made by hand: the words of each span are given, their offsets are found."""

from collections.abc import Mapping, Sequence
from itertools import count

from reportedly.analysis.types import Flag, Sentence, SourceType, Span

THRESHOLDS = dict.fromkeys(("hedged", "anonymous_source", "vague_attribution", "unsourced_claim", "named_source"), 0.5)
SCORE_OF = {"named": "named_source", "anonymous": "anonymous_source", "vague": "vague_attribution"}


def span(
    text: str, kind: str, words: str, source_type: SourceType | None = None, attribution: int | None = None
) -> Span:
    """The span of the first occurrence of `words` in `text`."""
    start = text.index(words)
    extra = {} if source_type is None else {"source_type": source_type}
    extra |= {} if attribution is None else {"attribution": attribution}
    return Span(kind, start, start + len(words), **extra)  # type: ignore[arg-type]


def judged(
    text: str,
    sources: Mapping[str, SourceType] | None = None,
    *,
    rests_on: Sequence[SourceType] = (),
    flags: Sequence[Flag] = (),
    carried_over: bool = False,
    start: int = 0,
    block: str = "0",
) -> Sentence:
    """A sentence that has the given `sources` (words -> type), or rests on types that none of its words name.

    `start` is where it stands in its block.
    """
    number = count()
    spans = [span(text, "source", words, kind, next(number)) for words, kind in (sources or {}).items()]
    moved = [Span(s.kind, s.start + start, s.end + start, s.source_type, s.attribution) for s in spans]
    scores = dict.fromkeys((*THRESHOLDS, "uncertain"), 0.01)
    for kind in (*(sources or {}).values(), *rests_on):
        scores[SCORE_OF[kind]] = 0.9
    return Sentence(
        block=block,
        start=start,
        end=start + len(text),
        flags=tuple(flags),
        scores=scores,
        spans=tuple(moved),
        carried_over=carried_over,
        reasons=(),
        explanations={},
    )
