"""Raw scores -> calibrated scores, flags and spans of one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
from msgspec import UNSET

from .encoder import Config, Floats
from .types import FLAGS, Flag, SourceType, Span, SpanKind

SCORES = (*FLAGS, "named_source", "uncertain")
ATTRIBUTED = {"anonymous_source": "anonymous", "vague_attribution": "vague", "named_source": "named"}
#: Where a sentence is flagged hedged and no token says so outright, the strongest token speaks above this.
FAINT_CUE = 0.15

_EDGE = " \t\u00a0,;:"


@dataclass(frozen=True, slots=True)
class Raw:
    """The network's output for one sentence.

    `judged` [labels] and `tags` [tokens, tags] are logits; `offsets` are each token's [start, end) in code points of
    the sentence.
    """

    judged: Floats
    tags: Floats
    offsets: tuple[tuple[int, int], ...]


def calibrated(config: Config, judged: Floats) -> dict[str, float]:
    """Probabilities of all six scores, rounded to four places (Platt 1999)."""
    scores = {}
    logits = dict(zip(config.sentence_labels, judged.tolist(), strict=True))
    for label in SCORES:
        c = config.calibration[label]
        logit = c.slope * logits[label] + c.intercept
        scores[label] = round(1.0 / (1.0 + exp(-max(-30.0, min(30.0, logit)))), 4)
    return scores


def passed(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> tuple[Flag, ...]:
    """The flags whose score reaches its threshold."""
    return tuple(flag for flag in FLAGS if scores[flag] >= thresholds[flag])


def source_types(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> tuple[str, ...]:
    """The types of source that the sentence rests on: "anonymous", "vague", "named" as their scores pass."""
    return tuple(kind for label, kind in ATTRIBUTED.items() if scores[label] >= thresholds[label])


def spans(config: Config, raw: Raw, text: str, start: int, hedged: bool, types: Sequence[str] = ()) -> tuple[Span, ...]:
    """The spans of one sentence, in order.

    `text` is the sentence, `start` its offset in the block; the spans count from the start of the block, in code
    points. `hedged` says that the sentence carries that flag, which then gets its cue; `types` are the types of source
    that the sentence as a whole was found to rest on, from which its sources take theirs (empty: any, and no content).
    """
    layers = _split(config, raw)
    found = _attributions(layers, raw.offsets, text, types)
    if types:  # Content is the content of an attribution; without one, it is as often wrong as right.
        found += [(p.kind, p.start, p.end, "") for p in _pieces(*layers["content"], raw.offsets, text)]
    hedges = [(p.kind, p.start, p.end, "") for p in _pieces(*layers["hedge"], raw.offsets, text)]
    if hedged and not any(kind == "hedge_cue" for kind, *_ in hedges):
        hedges += _faint_cue(*layers["hedge"], raw.offsets, text)
    return tuple(_number(sorted(found + hedges, key=lambda f: (f[1], -f[2])), start))


def _split(config: Config, raw: Raw) -> dict[str, tuple[tuple[str, ...], Floats]]:
    """Of each tag layer, its tags and their probabilities [tokens, tags]."""
    layers, column = {}, 0
    for layer in config.tag_layers:
        layers[layer.name] = layer.tags, _softmax(raw.tags[:, column : column + len(layer.tags)])
        column += len(layer.tags)
    return layers


def _attributions(
    layers: Mapping[str, tuple[tuple[str, ...], Floats]],
    offsets: Sequence[tuple[int, int]],
    text: str,
    types: Sequence[str],
) -> list[tuple[SpanKind, int, int, str]]:
    """Sources and cues. The layer `relation` draws their borders, where it sees any; `attribution` knows the types."""
    tags, share = layers["attribution"]
    typed = _pieces(tags, share, offsets, text)
    drawn = _pieces(*layers["relation"], offsets, text) if "relation" in layers else []
    missed = [t for t in typed if not any(d.kind == t.kind and d.start < t.end and t.start < d.end for d in drawn)]
    finer = _groups(tags).finer
    return [(p.kind, p.start, p.end, _type(finer[p.kind], share[p.first : p.last], types)) for p in (*drawn, *missed)]


def _type(finer: Mapping[str, list[int]], share: Floats, types: Sequence[str]) -> str:
    """The finer type of a span ("named"), by vote of its tokens, among `types` where any of them is possible."""
    candidates = [name for name in finer if name in types] or list(finer)
    return max(candidates, key=lambda name: float(share[:, finer[name]].sum()))


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Floats = powers / powers.sum(-1, keepdims=True)
    return shares


class _Groups(NamedTuple):
    """The tags of a layer, those of one kind together: "B-source:named" and "B-source:vague" are both "B-source".

    `columns` puts the tags of a group side by side and `starts` says where each begins; `finer` has the columns of
    each finer type of a kind.
    """

    names: tuple[str, ...]
    columns: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]
    finer: dict[str, dict[str, list[int]]]


@cache
def _groups(tags: tuple[str, ...]) -> _Groups:
    groups: dict[str, list[int]] = {}
    finer: dict[str, dict[str, list[int]]] = {}
    for column, tag in enumerate(tags):
        name, _, kind = tag.partition(":")
        groups.setdefault(tag if tag == "O" else name, []).append(column)
        if tag != "O":
            finer.setdefault(name[2:], {}).setdefault(kind, []).append(column)
    sizes = [len(columns) for columns in groups.values()]
    return _Groups(
        tuple(groups),
        np.array([column for columns in groups.values() for column in columns]),
        np.cumsum([0, *sizes[:-1]]),
        finer,
    )


class _Piece(NamedTuple):
    """A span of one tag layer: tokens [first, last), code points [start, end) of the sentence."""

    kind: SpanKind
    start: int
    end: int
    first: int
    last: int


def _pieces(tags: tuple[str, ...], share: Floats, offsets: Sequence[tuple[int, int]], text: str) -> list[_Piece]:
    """The spans of one tag layer; the finer types of a kind ("source:named", ...) vote together for where it is."""
    if (share[:, 0] > 0.5).all():
        return []
    groups = _groups(tags)
    summed = np.add.reduceat(share[:, groups.columns], groups.starts, axis=1)
    best = [groups.names[k] for k in summed.argmax(1).tolist()]
    result: list[_Piece] = []
    k = 0
    while k < len(best):
        if best[k] == "O":
            k += 1
            continue
        kind, first = cast(SpanKind, best[k][2:]), k
        k += 1
        while k < len(best) and best[k] == f"I-{kind}":
            k += 1
        begin, end = whole_words(text, offsets[first][0], offsets[k - 1][1])
        if begin == end:  # a comma, and nothing else
            continue
        if result and result[-1].kind == kind and begin < result[-1].end:  # two pieces of one word
            before = result.pop()
            begin, first = before.start, before.first
        result.append(_Piece(kind, begin, end, first, k))
    return result


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) so that it cuts no word, and trim white space and commas at its ends."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _faint_cue(
    tags: Sequence[str], share: Floats, offsets: Sequence[tuple[int, int]], text: str
) -> list[tuple[SpanKind, int, int, str]]:
    columns = [k for k, tag in enumerate(tags) if tag.endswith("-hedge_cue")]
    weights = share[:, columns].sum(1)
    token = int(weights.argmax())
    if weights[token] < FAINT_CUE:
        return []
    begin, end = whole_words(text, *offsets[token])
    return [("hedge_cue", begin, end, "")] if begin < end else []


def _number(found: Sequence[tuple[SpanKind, int, int, str]], start: int) -> list[Span]:
    """Join sources, cues and contents into numbered attributions.

    Every cue opens one; a source joins the nearest cue that has none yet, a content the nearest attribution.
    """
    order = [k for k, f in enumerate(found) if f[0] == "cue"]
    number = {k: n for n, k in enumerate(order)}
    free = list(order)
    for k, f in enumerate(found):
        if f[0] == "source":
            near = min(free, key=lambda c: _gap(found[c], f), default=None)
            if near is None:
                number[k] = len(set(number.values()))
            else:
                free.remove(near)
                number[k] = number[near]
    anchors = list(number)
    for k, f in enumerate(found):
        if f[0] == "content":
            near = min(anchors, key=lambda a: _gap(found[a], f), default=None)
            number[k] = number[near] if near is not None else len(set(number.values()))
    return [
        Span(
            kind,
            start + first,
            start + last,
            source_type=cast(SourceType, finer) if kind == "source" else UNSET,
            attribution=number.get(k, UNSET),
        )
        for k, (kind, first, last, finer) in enumerate(found)
    ]


def _gap(a: tuple[SpanKind, int, int, str], b: tuple[SpanKind, int, int, str]) -> int:
    return max(a[1], b[1]) - min(a[2], b[2])
