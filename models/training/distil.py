"""What the teachers think of every sentence, for the student to learn from (Hinton et al. 2015).

Where a corpus does not say what a sentence carries, the mean of their probabilities is the target; where it does, it
softens it. They are kept on the sentences, as `Soft`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from reportedly.analysis.windows import Window, pack
from tqdm import tqdm

from .batches import Corpus, collate, full_batches
from .corpora import Article, Soft
from .network import LAYER_SIZES, Network, fast_half


def soften(networks: Sequence[Network], corpora: Sequence[Corpus], file: Path) -> None:
    """Give every sentence of `corpora` its `soft` targets, the mean over `networks`.

    `file` keeps them, and is read where it is there. Raises ValueError where it belongs to other sentences.
    """
    sentences = [s for corpus in corpora for a in corpus.articles for s in a.sentences]
    if file.exists():
        _read(file, sentences)
        return
    pairs = [
        (article, window)
        for corpus in corpora
        for article, units in zip(corpus.articles, corpus.units, strict=True)
        for window in pack(units, corpus.cls_id, corpus.sep_id)
    ]
    groups = full_batches(pairs, tokens=4096)
    opinions: list[dict[int, Soft]] = [{} for _ in networks]
    total = len(networks) * len(groups)
    with torch.inference_mode(), tqdm(total=total, desc="teachers read", unit="batch", mininterval=20) as bar:
        for network, opinion in zip(networks, opinions, strict=True):
            network.eval()
            network.half = fast_half()
            for group in groups:
                _read_group(network, group, opinion)
                bar.update()
            network.half = False
    for sentence in sentences:
        said = [opinion[id(sentence)] for opinion in opinions if id(sentence) in opinion]
        if said:
            judged, tags = (np.mean(parts, 0, dtype=np.float32) for parts in zip(*said, strict=True))
            sentence.soft = Soft(judged.astype(np.float16), tags.astype(np.float16))
    _write(file, sentences)


def _read_group(network: Network, group: Sequence[tuple[Article, Window]], opinion: dict[int, Soft]) -> None:
    batch = collate(group)
    judged, tags = network(batch.ids, batch.membership, batch.mask)
    judged = judged.sigmoid().half().numpy()
    tags = torch.cat([part.softmax(-1) for part in tags.split(LAYER_SIZES, -1)], -1).half().numpy()
    for b, (article, window) in enumerate(group):
        for r, (unit, (first, last)) in enumerate(zip(window.rows, window.spans, strict=True)):
            sentence, piece = article.sentences[unit.sentence], Soft(judged[b, r], tags[b, first:last])
            before = opinion.get(id(sentence))
            if before is not None:  # a sentence longer than a window: the strongest piece speaks, as it ships
                piece = Soft(np.maximum(before.judged, piece.judged), np.concatenate((before.tags, piece.tags)))
            opinion[id(sentence)] = piece


def _write(file: Path, sentences: Sequence[object]) -> None:
    found = [s.soft for s in sentences if s.soft is not None]  # type: ignore[attr-defined]
    fresh = file.with_suffix(".new.npz")
    np.savez(
        fresh,
        there=np.array([s.soft is not None for s in sentences]),  # type: ignore[attr-defined]
        judged=np.stack([s.judged for s in found]),
        tags=np.concatenate([s.tags for s in found]),
        lengths=np.array([len(s.tags) for s in found]),
    )
    fresh.replace(file)


def _read(file: Path, sentences: Sequence[object]) -> None:
    kept = np.load(file)
    if len(kept["there"]) != len(sentences):
        raise ValueError(f"{file} belongs to other data: delete it, and the teacher reads again")
    judged, tags = iter(kept["judged"]), iter(np.split(kept["tags"], np.cumsum(kept["lengths"])[:-1]))
    for sentence, there in zip(sentences, kept["there"], strict=True):
        if there:
            sentence.soft = Soft(next(judged), next(tags))  # type: ignore[attr-defined]
