"""Everything that is trained on, and what the teacher and its student learn from it."""

import random
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from . import corpora
from .batches import Corpus
from .own import own
from .train import Stage

SEED = 20261
TEACHERS = 1
Articles = list[corpora.Article]


class Data(NamedTuple):
    """The corpora that are trained on, without the held-out articles."""

    #: All flags, all spans: annotated for training, by the project itself in articles of others, and in its own.
    labelled: Corpus
    annotated: Corpus
    own: Corpus
    #: Spans of sources, cues and contents only.
    polnear: Corpus
    #: Uncertain or not.
    wikiweasel: Corpus

    def teacher(self, epochs: int) -> Stage:
        """What a teacher learns from: mostly what has all the flags."""
        return Stage("teacher", epochs, (*self._annotations(), (self.polnear, 0.3, 1), (self.wikiweasel, 0.3, 1)))

    def student(self, epochs: int) -> Stage:
        """What the student learns from, its teachers' opinion of it included."""
        return Stage("student", epochs, (*self._annotations(), (self.polnear, 1.0, 1), (self.wikiweasel, 0.5, 1)))

    def _annotations(self) -> tuple[tuple[Corpus, float, int], ...]:
        return (self.labelled, 1.0, 1), (self.annotated, 1.0, 1), (self.own, 1.0, 2)


def read(data: Path, tokenizer: Tokenizer, quick: bool = False) -> Data:
    """Everything that is trained on; with `quick`, a few articles of each. Nothing held out is among it."""
    human = {row["id"]: row for row in corpora.read_lines(data / "polnear" / "train.jsonl")}
    labelled = list(corpora.labelled(data / "labelled" / "train.jsonl", human))
    texts = {name: row["text"] for name, row in human.items()}
    annotated = list(corpora.annotated(corpora.ANNOTATIONS / "polnear.jsonl", texts, human))
    known = {a.id for a in (*labelled, *annotated)}
    snippets = corpora.snippets(data / "anonymous_snippets" / "train.jsonl")
    annotated += corpora.annotated(corpora.ANNOTATIONS / "snippets.jsonl", snippets, {})
    polnear = [a for a in corpora.polnear(data / "polnear" / "train.jsonl") if a.id not in known]
    wiki = list(corpora.wikiweasel(data / "wikiweasel" / "train.jsonl"))
    parts = [_kept(labelled), _kept(annotated), list(own()), _kept(polnear), _kept(wiki)]
    if quick:
        rng = random.Random(SEED)
        parts = [rng.sample(p, min(size, len(p))) for p, size in zip(parts, (80, 10, 20, 40, 200), strict=True)]
    return Data(*(Corpus(articles, tokenizer) for articles in parts))


def held_out(data: Path) -> tuple[Articles, Articles]:
    """What calibration reads: articles with all flags, and sentences that are uncertain or not."""
    texts = {row["id"]: row["text"] for row in corpora.read_lines(data / "polnear" / "train.jsonl")}
    labelled = corpora.labelled(data / "labelled" / "train.jsonl")
    annotated = corpora.annotated(corpora.ANNOTATIONS / "polnear.jsonl", texts, {})
    wiki = corpora.wikiweasel(data / "wikiweasel" / "train.jsonl")
    return [a for a in (*labelled, *annotated) if corpora.held_out(a.id)], [a for a in wiki if corpora.held_out(a.id)]


def _kept(articles: Articles) -> Articles:
    return [a for a in articles if not corpora.held_out(a.id)]
