"""Calibration and thresholds, from articles that training never saw, through the int8 graph that ships."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from reportedly.analysis.encoder import Encoder
from reportedly.analysis.windows import pack, tokenize
from sklearn.linear_model import LogisticRegression

from . import corpora
from .export import write_config
from .labels import SCORES, SENTENCE_LABELS

#: Least precision of the strict and the balanced thresholds, and least recall of the sensitive ones.
STRICT_PRECISION, BALANCED_PRECISION, SENSITIVE_RECALL = 0.90, 0.75, 0.90
RESAMPLES = 200

Array = npt.NDArray[np.float64]


def logits(encoder: Encoder, articles: Sequence[corpora.Article]) -> list[Array]:
    """The sentence logits [sentences, labels] of each article, as the analysis would compute them."""
    result = []
    for article in articles:
        sentences = article.sentences
        units = tokenize(
            encoder.tokenizer,
            [s.text for s in sentences],
            [s.paragraph for s in sentences],
            [s.boundary for s in sentences],
        )
        rows = np.full((len(sentences), len(SENTENCE_LABELS)), -np.inf)
        for window in pack(units, encoder.cls_id, encoder.sep_id):
            judged, _ = encoder.run(window)
            for unit, row in zip(window.rows, judged, strict=True):
                rows[unit.sentence] = np.maximum(rows[unit.sentence], row)
        result.append(rows)
    return result


def calibrate(data: Path, out: Path, quick: bool = False) -> None:
    """Fit Platt scaling and choose the three sets of thresholds; writes config.json."""
    encoder = Encoder(out)
    articles = [a for a in corpora.labelled(data / "labelled" / "train.jsonl") if corpora.held_out(a.id)]
    if quick:
        articles = articles[:20]
    per_article = logits(encoder, articles)
    targets = [np.array([corpora.target_vector(s) for s in a.sentences]) for a in articles]
    calibration: dict[str, tuple[float, float]] = {}
    thresholds: dict[str, dict[str, float]] = {"strict": {}, "balanced": {}, "sensitive": {}}
    for label in SCORES:
        if label == "uncertain":
            continue
        column = SENTENCE_LABELS.index(label)
        x = [rows[:, column] for rows in per_article]
        y = [rows[:, column] for rows in targets]
        slope, intercept = platt(np.concatenate(x), np.concatenate(y))
        calibration[label] = slope, intercept
        p = [1.0 / (1.0 + np.exp(-(slope * rows + intercept))) for rows in x]
        for level, value in choose(p, y).items():
            thresholds[level][label] = value
    wiki = [a for a in corpora.wikiweasel(data / "wikiweasel" / "train.jsonl") if corpora.held_out(a.id)]
    wiki = wiki[:50] if quick else wiki
    column = SENTENCE_LABELS.index("uncertain")
    calibration["uncertain"] = platt(
        np.concatenate([rows[:, column] for rows in logits(encoder, wiki)]),
        np.array([a.sentences[0].targets["uncertain"] for a in wiki]),
    )
    write_config(out, {label: calibration[label] for label in SCORES}, thresholds)


def platt(x: Array, y: Array) -> tuple[float, float]:
    """Slope and intercept of P(y | logit x) (Platt 1999); the identity where only one class is known."""
    known = ~np.isnan(y) & np.isfinite(x)
    if len(set(y[known])) < 2:
        return 1.0, 0.0
    fit = LogisticRegression(C=10.0).fit(x[known, None], y[known])
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def choose(p: Sequence[Array], y: Sequence[Array]) -> dict[str, float]:
    """Thresholds of one label, each the median over resampled sets of articles (a single best one is a matter of luck).

    p, y: calibrated probabilities and targets of each article. strict: least threshold with the wished precision;
    balanced: best F1 with the wished precision; sensitive: greatest threshold with the wished recall. Where a wish is
    out of reach, the point nearest to it is taken. strict >= balanced >= sensitive always.
    """
    rng = random.Random(7)
    picks: dict[str, list[float]] = {"strict": [], "balanced": [], "sensitive": []}
    for _ in range(RESAMPLES):
        chosen = rng.choices(range(len(p)), k=len(p))
        found = _points(np.concatenate([p[k] for k in chosen]), np.concatenate([y[k] for k in chosen]))
        for level, value in found.items():
            picks[level].append(value)
    balanced = float(np.median(picks["balanced"] or [0.5]))
    strict = max(balanced, float(np.median(picks["strict"] or [0.8])))
    sensitive = min(balanced, float(np.median(picks["sensitive"] or [0.3])))
    return {"strict": round(strict, 4), "balanced": round(balanced, 4), "sensitive": round(sensitive, 4)}


def _points(p: Array, y: Array) -> dict[str, float]:
    known = ~np.isnan(y)
    p, y = p[known], y[known]
    if not y.any():
        return {}
    order = np.argsort(-p, kind="stable")
    p, hits = p[order], np.cumsum(y[order])
    count = np.arange(1, len(p) + 1)
    precision, recall = hits / count, hits / hits[-1]
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    last = np.append(p[1:] < p[:-1], True)  # a threshold takes all sentences of one score or none
    enough = last & (count >= 5)

    def at(wish: npt.NDArray[np.bool_], value: Array) -> float:
        k = np.flatnonzero(enough & wish)
        if len(k) == 0:
            k = np.flatnonzero(enough)
            return float(p[k[np.argmax(precision[k])]])
        return float(p[k[np.argmax(value[k])]])

    return {
        "strict": at(precision >= STRICT_PRECISION, recall),
        "balanced": at(precision >= BALANCED_PRECISION, f1),
        "sensitive": at(recall >= SENSITIVE_RECALL, precision),
    }
