"""The network's output -> judged sentences: cut into sentences, decode, explain."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .article import Located
from .decode import Raw, calibrated, passed, source_types, spans
from .encoder import Config, Floats
from .explain import reasons_for, render
from .types import Block, Sentence
from .windows import Window


def collect(window: Window, scores: tuple[Floats, Floats], raws: dict[int, list[Raw]]) -> None:
    """Cut the scores of a window into its sentences and add them to `raws`, by the number of the sentence."""
    judged, tags = scores
    for row, (unit, (first, last)) in enumerate(zip(window.rows, window.spans, strict=True)):
        raws.setdefault(unit.sentence, []).append(Raw(judged[row], tags[first:last], unit.offsets))


def join(pieces: Sequence[Raw]) -> Raw:
    """One sentence out of its pieces: the strongest piece speaks for each label."""
    if len(pieces) == 1:
        return pieces[0]
    ordered = sorted(pieces, key=lambda p: p.offsets[0])
    return Raw(
        np.max([p.judged for p in ordered], axis=0),
        np.concatenate([p.tags for p in ordered]),
        tuple(o for p in ordered for o in p.offsets),
    )


def judged_sentence(
    config: Config,
    catalogue: Mapping[str, Any],
    thresholds: Mapping[str, float],
    located: Located,
    block: Block,
    pieces: Sequence[Raw],
) -> Sentence:
    """A sentence of `block`, judged. `catalogue` is the content of reasons.json."""
    raw = join(pieces)
    scores = calibrated(config, raw.judged)
    flags = passed(scores, thresholds)
    types = source_types(scores, thresholds)
    found = spans(config, raw, located.text, located.start, "hedged" in flags, types)
    carried = bool(types) and not any(s.kind in ("source", "cue") for s in found)
    reasons = reasons_for(flags, found, block.text, carried, (located.start, located.end))
    return Sentence(
        block=block.id,
        start=located.start,
        end=located.end,
        flags=flags,
        scores=scores,
        spans=found,
        carried_over=carried,
        reasons=reasons,
        explanations=render(reasons, block.text, catalogue),
    )
