"""Calibration and thresholds, from articles that training never saw, through the int8 graph that ships."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from reportedly.analysis.decode import SCORES
from reportedly.analysis.encoder import Encoder
from reportedly.analysis.windows import pack, tokenize
from sklearn.linear_model import LogisticRegression

from . import corpora
from .curriculum import held_out
from .export import write_config
from .labels import SENTENCE_LABELS

#: Least precision of the strict and the balanced thresholds, and least recall of the sensitive ones.
STRICT_PRECISION, BALANCED_PRECISION, SENSITIVE_RECALL = 0.90, 0.75, 0.90

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
    articles, wiki = held_out(data)
    if quick:
        articles, wiki = articles[:20], wiki[:50]
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
        for level, value in choose(p).items():
            thresholds[level][label] = value
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


def choose(p: Sequence[Array]) -> dict[str, float]:
    """Thresholds of one label from its calibrated probabilities, one array an article.

    strict: least threshold with the wished precision; balanced: best F1 with the wished precision; sensitive: greatest
    threshold with the wished recall. Where a wish is out of reach, the point nearest to it is taken.
    strict >= balanced >= sensitive always.

    Hits are counted as the probabilities expect them, not as they fell: with some hundred positives, a threshold that
    was best by count is a matter of luck (docs/model-notes.md has the comparison).
    """
    ranked = np.sort(np.concatenate(p))[::-1]
    hits, count = np.cumsum(ranked), np.arange(1, len(ranked) + 1)
    precision, recall = hits / count, hits / hits[-1]
    f1 = 2 * hits / (count + hits[-1])

    def at(wish: npt.NDArray[np.bool_], value: Array, instead: Array) -> float:
        k = int(np.argmax(np.where(wish, value, -1.0))) if wish.any() else int(np.argmax(instead))
        return float(ranked[k])

    balanced = at(precision >= BALANCED_PRECISION, f1, precision)
    strict = max(balanced, at(precision >= STRICT_PRECISION, recall, precision))
    sensitive = min(balanced, at(recall >= SENSITIVE_RECALL, precision, recall))
    return {"strict": round(strict, 4), "balanced": round(balanced, 4), "sensitive": round(sensitive, 4)}
