"""Blocks -> the sentences of an article in reading order, each with what the layout of windows has to know."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .segment import Bounds, segment
from .types import Block
from .windows import is_boundary

CONTEXT = -1
"""The number of the block of a sentence that is read as context only."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Located:
    """A sentence of an article: the number of its block (or CONTEXT), its place there, and its layout."""

    block: int
    start: int
    end: int
    text: str
    paragraph: int
    boundary: bool


def clean(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without lone surrogates, which no library takes; the replacement keeps every offset."""
    return [Block(b.id, _SURROGATE.sub("\ufffd", b.text)) for b in blocks]


def locate(blocks: Sequence[Block], context: Sequence[Block]) -> list[Located]:
    """The sentences of context and blocks in reading order."""
    located: list[Located] = []
    paragraphs = 0
    for b, block in (*((CONTEXT, c) for c in context), *enumerate(blocks)):
        bounds = segment(block.text)
        boundaries = _boundaries(block.text, bounds)
        for s in bounds:
            located.append(
                Located(
                    b, s.start, s.end, block.text[s.start : s.end], paragraphs + s.paragraph, boundaries[s.paragraph]
                )
            )
        paragraphs += bounds[-1].paragraph + 1 if bounds else 0
    return located


def locate_alone(block: Block) -> list[Located]:
    """The text of `block` as one sentence, without the white space around it; none where there is nothing else."""
    stripped = block.text.strip()
    start = block.text.index(stripped)
    return [Located(0, start, start + len(stripped), stripped, 0, False)] if stripped else []


def _boundaries(text: str, bounds: Sequence[Bounds]) -> list[bool]:
    """Whether each paragraph of a block is a packing boundary."""
    ends: dict[int, tuple[int, int]] = {}
    for s in bounds:
        ends[s.paragraph] = (ends.get(s.paragraph, (s.start, 0))[0], s.end)
    return [is_boundary(text[a:z]) for a, z in ends.values()]
