"""Sentences -> windows, the stretches of an article that the model reads at once.

Consecutive sentences are packed into windows of up to `WINDOW_TOKENS` tokens; each window is preceded by up to
`CONTEXT_SENTENCES` sentences that are read and not judged. Packing starts afresh at paragraphs whose text hashes to a
boundary, so that a late or inserted paragraph changes only its own and the next window. Training lays out its windows
with the same code.

Layout of a window, where every sentence is introduced by a marker that tells whether it starts a paragraph:
`[CLS] sentence [SEP] sentence of the same paragraph [CLS] first sentence of the next paragraph ... [SEP]`.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

WINDOW_TOKENS = 256
CONTEXT_TOKENS = 80
CONTEXT_SENTENCES = 2
#: A sentence longer than this is judged in pieces.
PIECE_TOKENS = WINDOW_TOKENS - 2
#: One paragraph in this many is a packing boundary.
BOUNDARY_EVERY = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (or a piece of a very long one), tokenized.

    `sentence` is its number in the article; `paragraph_start` and `boundary` belong to the layout; `ids` are token
    ids, `offsets` their [start, end) in code points of the sentence.
    """

    sentence: int
    paragraph_start: bool
    boundary: bool
    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What one run of the model reads.

    `ids` are all token ids, markers included; `rows` are the judged units, and `spans[k]` is the [first, last) of
    `ids` that belongs to `rows[k]`.
    """

    ids: tuple[int, ...]
    rows: tuple[Unit, ...]
    spans: tuple[tuple[int, int], ...]


def is_boundary(paragraph: str) -> bool:
    """Whether packing starts afresh at a paragraph, decided by its text alone."""
    return zlib.crc32(paragraph.encode()) % BOUNDARY_EVERY == 0


def tokenize(
    tokenizer: Tokenizer, sentences: Sequence[str], paragraphs: Sequence[int], boundaries: Sequence[bool]
) -> list[Unit]:
    """Units for the sentences of one article, in order.

    `paragraphs[k]` is the number of the paragraph of sentence k, `boundaries[k]` whether that paragraph is a packing
    boundary. A sentence of which the tokenizer keeps nothing gives no unit.
    """
    units: list[Unit] = []
    previous = -1
    for k, encoding in enumerate(tokenizer.encode_batch(list(sentences), add_special_tokens=False)):
        starts = paragraphs[k] != previous
        previous = paragraphs[k]
        ids, offsets = encoding.ids, encoding.offsets
        for first in range(0, len(ids), PIECE_TOKENS):
            units.append(
                Unit(
                    k,
                    starts and first == 0,
                    boundaries[k] and starts and first == 0,
                    tuple(ids[first : first + PIECE_TOKENS]),
                    tuple(offsets[first : first + PIECE_TOKENS]),
                )
            )
    return units


def pack(
    units: Sequence[Unit], cls_id: int, sep_id: int, budget: int = WINDOW_TOKENS, first_judged: int = 0
) -> Iterator[Window]:
    """Lay out `units` as windows of at most `budget` tokens, in reading order.

    Units before position `first_judged` are context of an earlier request: read where they are near, never judged.
    """
    position = first_judged
    while position < len(units):
        context = _context(units, position)
        size = 1 + sum(len(u.ids) + 1 for u in context)
        end = position
        while end < len(units):
            unit = units[end]
            if end > position and (unit.boundary or size + len(unit.ids) + 1 > budget):
                break
            size += len(unit.ids) + 1
            end += 1
        if size > budget:  # a single long unit: its own words count for more than what came before
            context = []
        yield _lay_out(context, units[position:end], cls_id, sep_id)
        position = end


def _context(units: Sequence[Unit], position: int) -> list[Unit]:
    """The last sentences before `position` that fit, in reading order; a long nearest one is cut at its front."""
    context: list[Unit] = []
    room = CONTEXT_TOKENS
    for unit in reversed(units[max(0, position - CONTEXT_SENTENCES) : position]):
        if len(unit.ids) > room:
            if not context:
                cut = len(unit.ids) - room
                context.append(Unit(unit.sentence, unit.paragraph_start, False, unit.ids[cut:], unit.offsets[cut:]))
            break
        context.append(unit)
        room -= len(unit.ids)
    return context[::-1]


def _lay_out(context: Sequence[Unit], rows: Sequence[Unit], cls_id: int, sep_id: int) -> Window:
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    for k, unit in enumerate((*context, *rows)):
        ids.append(cls_id if k == 0 or unit.paragraph_start else sep_id)
        if k >= len(context):
            spans.append((len(ids), len(ids) + len(unit.ids)))
        ids.extend(unit.ids)
    ids.append(sep_id)
    return Window(tuple(ids), tuple(rows), tuple(spans))
