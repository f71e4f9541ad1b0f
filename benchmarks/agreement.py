"""How well the text of an article that was found agrees with the text that people marked.

Texts are compared as bags of runs of four words, as the article extraction benchmark of Zyte does: on each page, shares
of what is right, added and lost; precision and recall are means over the pages.
"""

import difflib
import re
import statistics
from collections import Counter
from dataclasses import dataclass

_RUN = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Agreement:
    """Over all pages, and (precision, recall) of each."""

    precision: float
    recall: float
    pages: dict[str, tuple[float, float]]

    @property
    def f1(self) -> float:
        """The harmonic mean of both means."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def worth(self, page: str) -> float:
        """To sort pages by."""
        return sum(self.pages[page])


def agreement(expected: dict[str, str], found: dict[str, str]) -> Agreement:
    """Compares page by page; a page that is missing in `found` counts as one without text."""
    pages: dict[str, tuple[float, float]] = {}
    precisions: list[float] = []
    for name, text in expected.items():
        want, got = _runs(text), _runs(found.get(name, ""))
        right = (want & got).total()
        precision = right / got.total() if got else float(not want)
        recall = right / want.total() if want else 1.0
        pages[name] = (precision, recall)
        # Where nothing was found, there is nothing that could be wrong.
        if got or not want:
            precisions.append(precision)
    recalls = [recall for _, recall in pages.values()]
    return Agreement(statistics.mean(precisions or [0.0]), statistics.mean(recalls or [0.0]), pages)


def lost(expected: str, found: str, longest: int = 300) -> list[str]:
    """What people marked and was not found, in runs of at least four words."""
    return _only_in(expected, found, longest)


def added(expected: str, found: str, longest: int = 300) -> list[str]:
    """What was found and people did not mark, in runs of at least four words."""
    return _only_in(found, expected, longest)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    # A text of fewer words is one run.
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)))


def _only_in(text: str, other: str, longest: int) -> list[str]:
    places = list(_WORD.finditer(text))
    words, others = [place.group() for place in places], _WORD.findall(other)
    runs: list[str] = []
    for kind, start, end, _, _ in difflib.SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if kind in ("delete", "replace") and end - start >= _RUN:
            run = " ".join(text[places[start].start() : places[end - 1].end()].split())
            runs.append(run if len(run) <= longest else f"{run[: longest - 20]} […] ({len(run)})")
    return runs
