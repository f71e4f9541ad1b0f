"""The measures: what a set of gold and found labels is worth, each with an interval over articles."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from reportedly.analysis.types import FLAGS

RESAMPLES = 1000

Array = npt.NDArray[np.float64]


def f1(hits: float, found: float, gold: float) -> float:
    """Harmonic mean of precision and recall out of counts; 0 where nothing was found or there is nothing to find."""
    return 2 * hits / (found + gold) if found + gold else 0.0


def interval(per_article: Sequence[Array], statistic: Callable[[Array], float]) -> list[float]:
    """95% interval of `statistic` of summed counts, by bootstrap over articles (Efron 1979)."""
    rng = random.Random(11)
    stacked = np.stack(per_article)
    values = sorted(
        statistic(stacked[rng.choices(range(len(stacked)), k=len(stacked))].sum(0)) for _ in range(RESAMPLES)
    )
    return [round(values[int(RESAMPLES * q)], 3) for q in (0.025, 0.975)]


def table(labels: Sequence[Sequence[tuple[set[str], set[str]]]], rows: Iterable[str]) -> dict[str, Any]:
    """Precision, recall and F1 with intervals for each row, and the macro F1 of the four flags.

    labels: for each article, (gold, found) of each gold sentence.
    """
    order = list(rows)
    counts = [
        np.array([[(r in g and r in f, r in f, r in g) for r in order] for g, f in pairs], float).sum(0)
        for pairs in labels
    ]
    total = np.sum(counts, 0)
    result: dict[str, Any] = {}
    for k, row in enumerate(order):
        hits, found, gold = total[k]
        result[row] = {
            "precision": round(hits / found, 3) if found else 0.0,
            "recall": round(hits / gold, 3) if gold else 0.0,
            "f1": round(f1(hits, found, gold), 3),
            "f1_interval": interval(counts, lambda c, k=k: f1(*c[k])),  # type: ignore[misc]
            "gold": int(gold),
            "found": int(found),
        }
    flags = [order.index(flag) for flag in FLAGS]
    macro = lambda c: float(np.mean([f1(*c[k]) for k in flags]))  # noqa: E731
    result["macro_f1"] = round(macro(total), 3)
    result["macro_f1_interval"] = interval(counts, macro)
    return result


def calibration_error(p: Array, y: Array, bins: int = 10) -> float:
    """Mean gap between score and share of positives over equal-mass bins of the sentences scored 0.1 or more."""
    keep = p >= 0.1
    order = np.argsort(p[keep])
    p, y = p[keep][order], y[keep][order]
    parts = np.array_split(np.arange(len(p)), min(bins, max(1, len(p))))
    return float(sum(len(k) * abs(p[k].mean() - y[k].mean()) for k in parts if len(k)) / max(1, len(p)))


def calibration_floor(p: Array) -> list[float]:
    """Mean and 95th percentile of the calibration error that chance alone would give these scores if each were right.

    With few sentences in a bin, the share of positives falls beside the score by luck: a perfectly calibrated model
    has this error, too (labels drawn from the scores 300 times).
    """
    rng = np.random.default_rng(7)
    errors = [calibration_error(p, (rng.random(len(p)) < p).astype(float)) for _ in range(300)]
    return [round(float(np.mean(errors)), 3), round(float(np.quantile(errors, 0.95)), 3)]


def brier_skill(p: Array, y: Array) -> float:
    """1 minus the Brier score over that of the base rate (a constant has 0)."""
    return float(1 - ((p - y) ** 2).mean() / max(1e-9, ((y.mean() - y) ** 2).mean()))


def match(gold: Sequence[Sequence[int]], found: Sequence[tuple[int, int]]) -> int:
    """How many gold spans overlap a found one, each found one used once."""
    free = list(found)
    hits = 0
    for a, z in gold:
        partner = next((s for s in free if s[0] < z and a < s[1]), None)
        if partner:
            free.remove(partner)
            hits += 1
    return hits


def average_precision(p: Array, y: Array) -> float:
    """Mean precision at each positive, ranked by score."""
    ranked = y[np.argsort(-p, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked > 0].mean()) if ranked.any() else 0.0
