"""What the teacher thinks of every sentence, for the small network to learn from (Hinton et al. 2015).

Where a corpus does not say what a sentence carries, the teacher's probabilities are the target; where it does, they
soften it. They are kept on the sentences, as `Soft`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from reportedly.analysis.windows import pack
from tqdm import tqdm

from .batches import Corpus, collate, full_batches
from .corpora import Article, Soft
from .network import LAYER_SIZES, Network, fast_half


def soften(network: Network, corpora: Sequence[Corpus], file: Path) -> None:
    """Give every sentence of `corpora` its `soft` targets; `file` keeps them, and is read where it is there."""
    sentences = [s for corpus in corpora for a in corpus.articles for s in a.sentences]
    if file.exists():
        _read(file, sentences)
        return
    network.eval()
    network.half = fast_half()
    pairs = [
        (article, window)
        for corpus in corpora
        for article, units in zip(corpus.articles, corpus.units, strict=True)
        for window in pack(units, corpus.cls_id, corpus.sep_id)
    ]
    with torch.inference_mode(), tqdm(total=len(pairs), desc="teacher reads", unit="window", mininterval=20) as bar:
        for group in full_batches(pairs, tokens=4096):
            _read_group(network, group)
            bar.update(len(group))
    network.half = False
    _write(file, sentences)


def _read_group(network: Network, group: Sequence[tuple[Article, object]]) -> None:
    batch = collate(group)  # type: ignore[arg-type]
    judged, tags = network(batch.ids, batch.membership, batch.mask)
    judged = judged.sigmoid().half().numpy()
    tags = torch.cat([part.softmax(-1) for part in tags.split(LAYER_SIZES, -1)], -1).half().numpy()
    for b, (article, window) in enumerate(group):
        for r, (unit, (first, last)) in enumerate(zip(window.rows, window.spans, strict=True)):  # type: ignore[attr-defined]
            sentence, piece = article.sentences[unit.sentence], Soft(judged[b, r], tags[b, first:last])
            if sentence.soft is not None:  # a sentence longer than a window: the strongest piece speaks, as it ships
                piece = Soft(
                    np.maximum(sentence.soft.judged, piece.judged), np.concatenate((sentence.soft.tags, piece.tags))
                )
            sentence.soft = piece


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
