"""Articles -> windows -> padded batches with targets."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from reportedly.analysis.windows import WINDOW_TOKENS, Unit, Window, pack, tokenize
from tokenizers import Tokenizer
from torch import Tensor

from .corpora import Article, Sentence, target_vector
from .labels import TAG_LAYERS

TAGS = [(layer, tag) for layer, tags in TAG_LAYERS.items() for tag in tags]
#: Share of the articles whose sentences are shown one by one, as `analyze_sentences` does.
ALONE = 0.1
#: Batches are padded to a multiple of this many tokens: what is compiled for one shape serves many batches.
PAD_TO = 16


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of `Network.forward`, and targets [batch, sentences, labels] and allowed tags [batch, tokens, tags].

    `soft` and `soft_tags` are a teacher's probabilities for the same, nan where there are none.
    """

    ids: Tensor
    mask: Tensor
    membership: Tensor
    targets: Tensor
    allowed: Tensor
    soft: Tensor
    soft_tags: Tensor


def allowed_tags(sentence: Sentence, unit: Unit) -> np.ndarray:
    """Which tags each token may carry, bool [tokens, tags]; all of them where the corpus does not say."""
    allowed = np.zeros((len(unit.ids), len(TAGS)), bool)
    column = {key: k for k, key in enumerate(TAGS)}
    for layer in TAG_LAYERS:
        columns = [k for k, (name, _) in enumerate(TAGS) if name == layer]
        if layer not in sentence.layers:
            allowed[:, columns] = True
            continue
        allowed[:, column[layer, "O"]] = True
        for mark in (m for m in sentence.marks if m.layer == layer):
            inside = [t for t, (a, b) in enumerate(unit.offsets) if a < mark.end and mark.start < b]
            for t in inside:
                prefix = "B" if t == inside[0] and unit.offsets[t][0] <= mark.start + 1 else "I"
                allowed[t, columns] = False
                allowed[t, [column[layer, f"{prefix}-{kind}"] for kind in mark.kinds]] = True
    return allowed


class Corpus:
    """Tokenized articles that can be laid out as windows again and again, each time with other breaks."""

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer) -> None:
        self.articles = articles
        self.cls_id, self.sep_id = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        self.units = [
            tokenize(
                tokenizer,
                [s.text for s in a.sentences],
                [s.paragraph for s in a.sentences],
                [s.boundary for s in a.sentences],
            )
            for a in articles
        ]

    def windows(self, rng: random.Random, share: float = 1.0) -> Iterator[tuple[Article, Window]]:
        """Windows of a random `share` of the articles, with random sizes and breaks."""
        for article, units in zip(self.articles, self.units, strict=True):
            if rng.random() >= share:
                continue
            if rng.random() < ALONE:
                for unit in units:
                    yield from ((article, w) for w in pack([unit], self.cls_id, self.sep_id))
            else:
                budget = rng.choice((WINDOW_TOKENS, WINDOW_TOKENS, 192, 128))
                yield from ((article, w) for w in pack(units, self.cls_id, self.sep_id, budget))


def batches(
    windows: list[tuple[Article, Window]], rng: random.Random, tokens: int = 2048
) -> list[list[tuple[Article, Window]]]:
    """Group windows of like length into batches of up to `tokens` tokens, in random order."""
    rng.shuffle(windows)
    groups = full_batches(windows, tokens, lambda: rng.random() * 12)
    rng.shuffle(groups)
    return groups


def full_batches(
    windows: Sequence[tuple[Article, Window]], tokens: int, blur: Callable[[], float] = lambda: 0.0
) -> list[list[tuple[Article, Window]]]:
    """Group windows by length into batches of up to `tokens` tokens; `blur` is added to each length."""
    ordered = sorted(windows, key=lambda aw: len(aw[1].ids) + blur())
    groups: list[list[tuple[Article, Window]]] = []
    longest = 0
    for pair in ordered:
        longest = max(longest, len(pair[1].ids)) if groups and groups[-1] else len(pair[1].ids)
        if not groups or (len(groups[-1]) + 1) * longest > tokens:
            groups.append([])
            longest = len(pair[1].ids)
        groups[-1].append(pair)
    return groups


def collate(group: Sequence[tuple[Article, Window]]) -> Batch:
    """Pad one group of windows and look up its targets."""
    longest = max(len(w.ids) for _, w in group)
    size = -(-longest // PAD_TO) * PAD_TO
    rows = max(len(w.rows) for _, w in group)
    labels = len(target_vector(group[0][0].sentences[0]))
    ids = torch.zeros(len(group), size, dtype=torch.long)
    mask = torch.zeros(len(group), size, dtype=torch.long)
    membership = torch.zeros(len(group), rows, size)
    targets = torch.full((len(group), rows, labels), torch.nan)
    allowed = torch.ones(len(group), size, len(TAGS), dtype=torch.bool)
    soft = torch.full((len(group), rows, labels), torch.nan)
    soft_tags = torch.full((len(group), size, len(TAGS)), torch.nan)
    for b, (article, window) in enumerate(group):
        ids[b, : len(window.ids)] = torch.tensor(window.ids)
        mask[b, : len(window.ids)] = 1
        for r, (unit, (first, last)) in enumerate(zip(window.rows, window.spans, strict=True)):
            sentence = article.sentences[unit.sentence]
            membership[b, r, first:last] = 1.0
            targets[b, r] = torch.tensor(target_vector(sentence))
            allowed[b, first:last] = torch.from_numpy(allowed_tags(sentence, unit))
            if sentence.soft is not None:
                soft[b, r] = torch.from_numpy(sentence.soft.judged.astype("float32"))
                if len(sentence.soft.tags) == last - first:  # not a piece of a very long sentence
                    soft_tags[b, first:last] = torch.from_numpy(sentence.soft.tags.astype("float32"))
    return Batch(ids, mask, membership, targets, allowed, soft, soft_tags)
