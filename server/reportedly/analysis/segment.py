"""Text -> sentences.

Paragraphs are what line breaks separate; sentences are found inside each by Punkt (Kiss and Strunk 2006, in the
implementation of nupunkt), which never joins two paragraphs.
"""

import re
from typing import NamedTuple

import nupunkt

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


class Bounds(NamedTuple):
    """A sentence's place in its text, in code points, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


def segment(text: str) -> list[Bounds]:
    """The sentences of `text` in order, without the white space around them; empty for text without a visible sign."""
    sentences: list[Bounds] = []
    paragraph = 0
    for line in _LINE.finditer(text):
        found = False
        for first, last in nupunkt.sent_spans(line.group()):
            part = line.group()[first:last]
            stripped = part.strip()
            if stripped:
                start = line.start() + first + len(part) - len(part.lstrip())
                sentences.append(Bounds(start, start + len(stripped), paragraph))
                found = True
        paragraph += found
    return sentences
