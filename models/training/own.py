"""The project's own training articles in data/: one file an article, one sentence a line, annotated in place.

The first line says `# topic | outlet style`; a blank line separates paragraphs. Inside a sentence:

- `<n:words>`, `<a:words>`, `<v:words>`: a named, anonymous or vague source; `<c:words>`: the attribution cue
- `<h:words>`: a hedge of the writer; `<q:words>`: a hedge in somebody's quoted or reported words; these may nest

After ` ## `, separated by commas: `claim`, `agentless vague`, `carried named`, `carried anonymous`, `carried vague`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from reportedly.analysis.windows import is_boundary

from .corpora import Article, Mark, Sentence

FOLDER = Path(__file__).parent / "data"

_MARKUP = re.compile(r"<([navchq]):|>")
_KINDS = {
    "n": ("attribution", "source:named"),
    "a": ("attribution", "source:anonymous"),
    "v": ("attribution", "source:vague"),
    "c": ("attribution", "cue"),
    "h": ("hedge", "hedge_cue"),
    "q": ("hedge", "quoted_hedge_cue"),
}
_TYPES = {"named": "named_source", "anonymous": "anonymous_source", "vague": "vague_attribution"}
_EXTRA = {"claim", "agentless vague", *(f"carried {t}" for t in _TYPES)}


def parse(line: str) -> tuple[str, list[Mark], dict[str, float]]:
    """The text of an annotated sentence, its marks (offsets in code points) and its targets.

    Raises ValueError saying what is wrong with the markup.
    """
    annotated, _, rest = line.partition(" ## ")
    extra = {e.strip() for e in rest.split(",") if e.strip()}
    if extra - _EXTRA:
        raise ValueError(f"unknown label {', '.join(sorted(extra - _EXTRA))}")
    text, position = "", 0
    open_marks: list[tuple[str, int]] = []
    marks: list[Mark] = []
    for sign in _MARKUP.finditer(annotated):
        text += annotated[position : sign.start()]
        position = sign.end()
        if sign.group(1):
            open_marks.append((sign.group(1), len(text)))
        elif open_marks:
            key, start = open_marks.pop()
            layer, kind = _KINDS[key]
            marks.append(Mark(layer, (kind,), start, len(text)))
        else:
            raise ValueError("a > closes nothing")
    text += annotated[position:]
    if open_marks or "<" in text:
        raise ValueError("a < is not closed")
    kinds = {mark.kinds[0] for mark in marks}
    targets = {label: float(f"source:{t}" in kinds or f"carried {t}" in extra) for t, label in _TYPES.items()}
    targets["vague_attribution"] = max(targets["vague_attribution"], float("agentless vague" in extra))
    targets["attributed"] = max(targets.values())
    targets |= {
        "hedged": float("hedge_cue" in kinds),
        "quoted_hedge": float("quoted_hedge_cue" in kinds),
        "unsourced_claim": float("claim" in extra),
    }
    return text, marks, targets


def own(folder: Path = FOLDER) -> Iterator[Article]:
    """The project's own articles. Raises ValueError naming file and line of bad markup."""
    for path in sorted(folder.glob("*.txt")):
        paragraphs: list[list[tuple[str, list[Mark], dict[str, float]]]] = [[]]
        for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], 2):
            if not line.strip():
                paragraphs.append([])
                continue
            try:
                paragraphs[-1].append(parse(line.strip()))
            except ValueError as error:
                raise ValueError(f"{path.name} line {number}: {error}") from None
        yield _article(path.stem, [p for p in paragraphs if p])


def _article(name: str, paragraphs: list[list[tuple[str, list[Mark], dict[str, float]]]]) -> Article:
    sentences: list[Sentence] = []
    text = ""
    for number, paragraph in enumerate(paragraphs):
        text += "\n\n" if text else ""
        boundary = is_boundary(" ".join(sentence for sentence, _, _ in paragraph))
        for k, (sentence, marks, targets) in enumerate(paragraph):
            text += " " if k else ""
            layers = frozenset({"attribution", "hedge"})
            start = len(text)
            text += sentence
            sentences.append(Sentence(sentence, start, len(text), number, boundary, targets, marks, layers))
    return Article(f"own-{name}", "own", text, sentences)
