"""Raw corpora -> articles whose sentences carry targets; what a corpus does not say stays unknown and costs nothing.

Sentences are found by the shipped `locate`, and labels are projected on them by overlap, so that the network is
trained on exactly what it will see.
"""

import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from reportedly.analysis.article import locate
from reportedly.analysis.types import Block

from .labels import SENTENCE_LABELS

UNKNOWN = math.nan
#: Which sentences of PolNeAR's articles and of search snippets carry what, annotated by the project: offsets, no text.
ANNOTATIONS = Path(__file__).parent / "annotations"
#: The tag layers that PolNeAR knows.
RELATION_LAYERS = frozenset({"relation", "content"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens of [start, end) (code points of the sentence) carry one of `kinds` in tag layer `layer`."""

    layer: str
    kinds: tuple[str, ...]
    start: int
    end: int


class Soft(NamedTuple):
    """Probabilities of a teacher: `judged` float16 [labels], `tags` float16 [tokens, tags] (each layer sums to 1)."""

    judged: npt.NDArray[np.float16]
    tags: npt.NDArray[np.float16]


@dataclass(slots=True)
class Sentence:
    """A sentence with a target for each label (nan: unknown), its marks, and the tag layers that are known for it."""

    text: str
    start: int
    end: int
    paragraph: int
    boundary: bool
    targets: dict[str, float] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    layers: frozenset[str] = frozenset()
    soft: Soft | None = None


@dataclass(slots=True)
class Article:
    """One article of a corpus."""

    id: str
    corpus: str
    text: str
    sentences: list[Sentence]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file. Raises FileNotFoundError with the path when it is missing."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def held_out(article_id: str) -> bool:
    """Whether an article is kept out of training, for calibration: a tenth, by its id alone."""
    return zlib.crc32(article_id.encode()) % 10 == 0


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text as the analysis finds them, with nothing known about them."""
    located = locate([Block("0", text)], [])
    return [Sentence(s.text, s.start, s.end, s.paragraph, s.boundary) for s in located]


def _mark(sentences: list[Sentence], layer: str, kinds: tuple[str, ...], spans: Iterable[Iterable[int]]) -> None:
    """Cut spans of the article at sentence boundaries and give each sentence its part."""
    for start, end in spans:
        for s in sentences:
            if s.start < end and start < s.end:
                s.marks.append(Mark(layer, kinds, max(start, s.start) - s.start, min(end, s.end) - s.start))


def labelled(path: Path, polnear: dict[str, dict[str, Any]] | None = None) -> Iterator[Article]:
    """Articles with all flags. Where PolNeAR has the same article, its human content spans join."""
    for row in read_lines(path):
        sentences = sentences_of(row["text"])
        _annotate(sentences, row["sentences"], (polnear or {}).get(row["id"]))
        yield Article(row["id"], "labelled", row["text"], sentences)


def annotated(path: Path, texts: Mapping[str, str], human: Mapping[str, Mapping[str, Any]]) -> Iterator[Article]:
    """Articles of other corpora whose flags the project itself annotated.

    `path` holds offsets only, code points of `texts[id]`: for each article its sentences that carry something, and
    `until`, the end of what was annotated; what comes after it stays unknown. Raises KeyError for an unknown id.
    """
    for row in read_lines(path):
        text = texts[row["id"]]
        sentences = sentences_of(text)
        rest = [
            {"start": s.start, "end": s.end}
            for s in sentences
            if s.end <= row["until"] and not any(g["start"] < s.end and s.start < g["end"] for g in row["sentences"])
        ]
        _annotate(sentences, [*row["sentences"], *rest], human.get(row["id"]))
        yield Article(row["id"], "annotated", text, sentences)


def _annotate(
    sentences: list[Sentence], rows: Sequence[Mapping[str, Any]], human: Mapping[str, Any] | None = None
) -> None:
    """Give `sentences` the targets and marks of annotated ones (offsets in the article); a label left out is empty."""
    layers = frozenset({"attribution", "hedge"} | (RELATION_LAYERS if human else set()))
    for gold in rows:
        best = max(sentences, key=lambda s: min(s.end, gold["end"]) - max(s.start, gold["start"]), default=None)
        if best is None or min(best.end, gold["end"]) <= max(best.start, gold["start"]):
            continue
        best.layers = layers
        for label, value in _flags(gold).items():
            best.targets[label] = max(value, best.targets.get(label, 0.0))
    for gold in rows:
        for attribution in gold.get("attributions", ()):
            if attribution["source"]:
                _mark(sentences, "attribution", (f"source:{attribution['type']}",), [attribution["source"]])
            if attribution["cue"]:
                _mark(sentences, "attribution", ("cue",), [attribution["cue"]])
        _mark(sentences, "hedge", ("hedge_cue",), gold.get("hedge_cues", ()))
        _mark(sentences, "hedge", ("quoted_hedge_cue",), gold.get("quoted_hedge_cues", ()))
    if human:
        _relate(sentences, human["attributions"])


def _relate(sentences: list[Sentence], attributions: Iterable[Mapping[str, Any]]) -> None:
    """Mark the relations of PolNeAR."""
    for attribution in attributions:
        _mark(sentences, "relation", ("source",), attribution["source"])
        _mark(sentences, "relation", ("cue",), attribution["cue"])
        _mark(sentences, "content", ("content",), attribution["content"])


def _flags(gold: Mapping[str, Any]) -> dict[str, float]:
    types = {a["type"] for a in gold.get("attributions", ())}
    return {
        "hedged": float(bool(gold.get("hedge_cues"))),
        "quoted_hedge": float(bool(gold.get("quoted_hedge_cues"))),
        "named_source": float("named" in types),
        "anonymous_source": float("anonymous" in types),
        "vague_attribution": float("vague" in types),
        "unsourced_claim": float(gold.get("unsourced_claim", 0)),
        "attributed": float(bool(types)),
    }


def polnear(path: Path) -> Iterator[Article]:
    """Articles with human source, cue and content spans; neither flags nor the type of a source are said."""
    for row in read_lines(path):
        sentences = sentences_of(row["text"])
        _relate(sentences, row["attributions"])
        for s in sentences:
            s.layers = RELATION_LAYERS
            s.targets = {"attributed": float(bool(s.marks))}
        yield Article(row["id"], "polnear", row["text"], sentences)


def snippets(path: Path) -> dict[str, str]:
    """The texts of search snippets, one to three sentences each, cut off with an ellipsis; by their line's number."""
    return {f"snippet-{k}": row["text"] for k, row in enumerate(read_lines(path))}


_TREEBANK = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}


def wikiweasel(path: Path) -> Iterator[Article]:
    """Wikipedia sentences, each an article of its own, uncertain or not (CoNLL-2010 shared task 1)."""
    for k, row in enumerate(read_lines(path)):
        text = row["text"]
        for token, sign in _TREEBANK.items():
            text = text.replace(token, sign)
        text = text.strip()
        if text:
            sentence = Sentence(text, 0, len(text), 0, False, {"uncertain": float(row["uncertain"])})
            yield Article(f"wikiweasel-{k}", "wikiweasel", text, [sentence])


def target_vector(sentence: Sentence) -> list[float]:
    """The sentence's targets in the order of SENTENCE_LABELS, nan where unknown."""
    return [sentence.targets.get(label, UNKNOWN) for label in SENTENCE_LABELS]
