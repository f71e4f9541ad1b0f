"""What goes into an analysis and what comes out of it.

Every type is an immutable `msgspec.Struct`: the JSON that the server answers, the OpenAPI document and the Python API
are all made from these declarations. Offsets are half-open (`start` inclusive, `end` exclusive) into the text of the
block they belong to; they count code points unless `Analysis.offsets` says otherwise.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

SCHEMA = 1

Flag = Literal["hedged", "anonymous_source", "vague_attribution", "unsourced_claim"]
SpanKind = Literal["hedge_cue", "quoted_hedge_cue", "source", "cue", "content"]
SourceType = Literal["named", "anonymous", "vague"]
Sensitivity = Literal["strict", "balanced", "sensitive"]
OffsetUnit = Literal["code-point", "utf-16"]

_ASTRAL = re.compile("[^\u0000-\uffff]")

FLAGS: tuple[Flag, ...] = ("hedged", "anonymous_source", "vague_attribution", "unsourced_claim")


class Block(msgspec.Struct, frozen=True):
    """One paragraph (or heading, list item, ...) of an article.

    `id` is the caller's own name for it, unique within an article; `text` is what offsets count into.
    """

    id: str
    text: str


class ModelName(msgspec.Struct, frozen=True):
    """Which weights judged."""

    name: str
    version: str


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some words inside a sentence.

    `attribution` numbers the attribution relations of the sentence (source, cue and content of one relation share it);
    `source_type` is set on sources only.
    """

    kind: SpanKind
    start: int
    end: int
    source_type: SourceType | UnsetType = UNSET
    attribution: int | UnsetType = UNSET


class Reason(msgspec.Struct, frozen=True):
    """Why a flag was raised: a code of reasons.json and the words that triggered it, as [start, end] pairs."""

    flag: Flag
    code: str
    words: tuple[tuple[int, int], ...] = ()


class Sentence(msgspec.Struct, frozen=True):
    """One judged sentence. `start`, `end` and all offsets inside count into the text of the block named `block`.

    `scores` are calibrated probabilities and hold all six labels; `flags` are those that pass their thresholds.
    `carried_over` says that the sentence rests on a source that an earlier sentence introduced.
    """

    block: str
    start: int
    end: int
    flags: tuple[Flag, ...]
    scores: dict[str, float]
    spans: tuple[Span, ...]
    carried_over: bool
    reasons: tuple[Reason, ...]
    explanations: dict[str, str]


class Place(msgspec.Struct, frozen=True):
    """Where a sentence starts: the id of its block and its offset there."""

    block: str
    start: int


class Source(msgspec.Struct, frozen=True):
    """An entry of the ledger: somebody (or something) the article rests on.

    `sentences` are positions in `Analysis.sentences`; `places` say the same across requests of one article.
    """

    type: SourceType
    name: str
    sentences: tuple[int, ...]
    places: tuple[Place, ...]


class Attributed(msgspec.Struct, frozen=True):
    """How many sentences rest on whom; each sentence counts once, anonymous before vague before named."""

    named: int
    anonymous: int
    vague: int
    none: int


class Summary(msgspec.Struct, frozen=True):
    """Counts over an article."""

    sentences: int
    flagged: int
    by_flag: dict[str, int]
    attributed: Attributed


class Analysis(msgspec.Struct, frozen=True):
    """The judgement of one text or article; `to_dict()` is its JSON."""

    schema: int
    model: ModelName
    language: str
    offsets: OffsetUnit
    thresholds: dict[str, float]
    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    summary: Summary

    def to_dict(self) -> dict[str, Any]:
        """The analysis as plain dicts, lists, strings and numbers."""
        result: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return result


class Utf16Index:
    """Converts code point offsets of one text into UTF-16 code unit offsets (what JavaScript counts)."""

    def __init__(self, text: str) -> None:
        self._astral = [m.start() for m in _ASTRAL.finditer(text)]

    @property
    def differs(self) -> bool:
        """Whether any offset of the text is another one in UTF-16; in most texts none is."""
        return bool(self._astral)

    def __call__(self, offset: int) -> int:
        """The UTF-16 offset of code point `offset`."""
        return offset + bisect_left(self._astral, offset)


def sentences_in_utf16(sentences: Iterable[Sentence], index: Mapping[str, Utf16Index]) -> tuple[Sentence, ...]:
    """The same sentences with every offset in UTF-16 code units; `index` maps their blocks' ids."""

    def sentence(s: Sentence) -> Sentence:
        at = index[s.block]
        if not at.differs:
            return s
        return msgspec.structs.replace(
            s,
            start=at(s.start),
            end=at(s.end),
            spans=tuple(msgspec.structs.replace(p, start=at(p.start), end=at(p.end)) for p in s.spans),
            reasons=tuple(
                msgspec.structs.replace(r, words=tuple((at(a), at(b)) for a, b in r.words)) for r in s.reasons
            ),
        )

    return tuple(sentence(s) for s in sentences)


def in_utf16(analysis: Analysis, texts: Mapping[str, str]) -> Analysis:
    """The same analysis with every offset in UTF-16 code units.

    `texts` maps block ids to their text; it must hold every block that `analysis` names (KeyError otherwise), save
    the places of blocks of earlier requests, which the caller keeps in UTF-16 already.
    """
    index = {block: Utf16Index(text) for block, text in texts.items()}

    def place(p: Place) -> Place:
        return msgspec.structs.replace(p, start=index[p.block](p.start)) if p.block in index else p

    return msgspec.structs.replace(
        analysis,
        offsets="utf-16",
        sentences=sentences_in_utf16(analysis.sentences, index),
        sources=tuple(msgspec.structs.replace(s, places=tuple(place(p) for p in s.places)) for s in analysis.sources),
    )
