"""Measures the shipped model through `Analyzer` on the dev articles; writes metrics.json and MODEL_CARD.md."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from reportedly.analysis.analyzer import Analyzer
from reportedly.analysis.decode import ATTRIBUTED
from reportedly.analysis.encoder import Encoder
from reportedly.analysis.types import FLAGS, Analysis, Sentence
from tqdm import tqdm

from . import baseline, corpora
from .card import write_card
from .curriculum import held_out
from .export import write_checksums
from .measures import average_precision, brier_skill, calibration_error, calibration_floor, f1, match, table
from .own import FOLDER
from .probes import exact_spans, mistakes, one_by_one, steadiness, uncertain, with_graph

ROWS = (*FLAGS, "named_source", "attributed")


def overlap(gold: dict[str, Any], start: int, end: int) -> int:
    """How many characters a gold sentence shares with [start, end)."""
    return min(gold["end"], end) - max(gold["start"], start)


def gold_labels(gold: dict[str, Any]) -> set[str]:
    """The labels of an annotated sentence."""
    types = {a["type"] for a in gold["attributions"]}
    found = {"hedged"} if gold["hedge_cues"] else set()
    found |= {"unsourced_claim"} if gold["unsourced_claim"] else set()
    found |= {label for label, kind in ATTRIBUTED.items() if kind in types}
    return found | ({"attributed"} if types else set())


def found_labels(sentence: Sentence, thresholds: dict[str, float]) -> set[str]:
    """The labels that an analysis gives a sentence."""
    found = {label for label in (*FLAGS, "named_source") if sentence.scores[label] >= thresholds[label]}
    return found | ({"attributed"} if found & set(ATTRIBUTED) else set())


def span_counts(
    gold: dict[str, Any], sentence: Sentence | None, thresholds: dict[str, float]
) -> npt.NDArray[np.float64]:
    """(hits, found, gold) of hedge cues and of sources (the latter where the sentence is attributed)."""
    shown = sentence is not None and "attributed" in found_labels(sentence, thresholds)
    counts = []
    for kind, spans in (
        ("hedge_cue", gold["hedge_cues"]),
        ("source", [a["source"] for a in gold["attributions"] if a["source"]]),
    ):
        found = [(s.start, s.end) for s in sentence.spans if s.kind == kind] if sentence else []
        found = found if shown or kind != "source" else []
        counts.append((match(spans, found), len(found), len(spans)))
    return np.array(counts, float)


def pair(gold: Sequence[dict[str, Any]], analysis: Analysis) -> list[Sentence | None]:
    """For each gold sentence the analysed one that shares most with it."""
    result: list[Sentence | None] = []
    for g in gold:
        best = max(analysis.sentences, key=lambda s: overlap(g, s.start, s.end), default=None)
        result.append(best if best and overlap(g, best.start, best.end) > 0 else None)
    return result


Dev = tuple[list[dict[str, Any]], list[list[Sentence | None]]]
Flat = list[tuple[dict[str, Any], Sentence | None]]


def dev(data: Path, analyzer: Analyzer, quick: bool = False) -> Dev:
    """The dev articles, and for each gold sentence the analysed one."""
    articles = list(corpora.read_lines(data / "labelled" / "dev.jsonl"))
    articles = articles[:8] if quick else articles
    analyses = []
    with tqdm(total=len(articles), desc="measuring", unit="article") as bar:
        for analysis in analyzer.analyze_many(a["text"] for a in articles):
            analyses.append(analysis)
            bar.update()
    return articles, [pair(a["sentences"], found) for a, found in zip(articles, analyses, strict=True)]


def measure(data: Path, out: Path, graph: Path | None = None, alone: bool = False) -> dict[str, float]:
    """The few figures by which variants are compared: of `out`, or of another graph of it, or `alone`, one sentence at
    a time.
    """
    analyzer = with_graph(out, graph) if graph else Analyzer(model_dir=out)
    if alone:
        articles = list(corpora.read_lines(data / "labelled" / "dev.jsonl"))
        pairs = one_by_one(analyzer, articles)
    else:
        articles, pairs = dev(data, analyzer)
    found = table(_labels(articles, pairs, analyzer.thresholds), ROWS)
    flat = _flat(articles, pairs)
    precisions = [_ranking(flat, flag)["average_precision"] for flag in FLAGS]
    return {
        "macro_f1": found["macro_f1"],
        **{row: found[row]["f1"] for row in (*FLAGS, "attributed")},
        "average_precision": round(float(np.mean(precisions)), 3),
    }


def _flat(articles: Sequence[dict[str, Any]], pairs: Sequence[Sequence[Sentence | None]]) -> Flat:
    return [
        (g, s) for a, found in zip(articles, pairs, strict=True) for g, s in zip(a["sentences"], found, strict=True)
    ]


def _ranking(flat: Flat, flag: str) -> dict[str, Any]:
    p = np.array([s.scores[flag] if s else 0.0 for _, s in flat])
    y = np.array([flag in gold_labels(g) for g, _ in flat], float)
    return {
        "average_precision": round(average_precision(p, y), 3),
        "calibration_error": round(calibration_error(p, y), 3),
        "calibration_floor": calibration_floor(p),
        "brier_skill": round(brier_skill(p, y), 3),
    }


def evaluate(data: Path, out: Path, quick: bool, seconds: float, full_precision: Path | None = None) -> None:
    """Measure `out` on labelled/dev and write its metrics.json and MODEL_CARD.md.

    `full_precision` is the graph before quantization; where it is not at hand, and for the ablation, the figures of the
    last measurement stay.
    """
    file = out / "metrics.json"
    before = json.loads(file.read_text("utf-8")) if full_precision is None else {}
    analyzer = Analyzer(model_dir=out)
    articles, pairs = dev(data, analyzer, quick)
    flat = _flat(articles, pairs)
    levels = {
        level: table(_labels(articles, pairs, thresholds), ROWS)
        for level, thresholds in analyzer.config.thresholds.items()
    }
    for flag in (*FLAGS, "named_source"):
        levels["balanced"][flag] |= _ranking(flat, flag)
    spans = np.sum([span_counts(g, s, analyzer.thresholds) for g, s in flat], 0)
    words = [
        [(gold_labels(g), baseline.flags(a["text"][g["start"] : g["end"]])) for g in a["sentences"]] for a in articles
    ]
    metrics = {
        "model": {
            "name": analyzer.model.name,
            "version": analyzer.model.version,
            # A test compares it with the file: these figures are of this graph and no other.
            "sha256": hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest(),
        },
        "data": "labelled/dev",
        "articles": len(articles),
        "sentences": len(flat),
        "quick": quick,
        "training_minutes": round(seconds / 60),
        # How many articles and search snippets the project itself has annotated.
        "annotated": {
            file.stem: sum(1 for _ in corpora.read_lines(file)) for file in corpora.ANNOTATIONS.glob("*.jsonl")
        },
        "own": sum(1 for _ in FOLDER.glob("*.txt")),
        "levels": levels,
        "spans": {kind: round(f1(*spans[k]), 3) for k, kind in enumerate(("hedge_cue", "source"))},
        "baseline": table(words, FLAGS),
        "publishers": _publishers(articles, pairs, analyzer.thresholds),
        "size_bytes": (out / "model.onnx").stat().st_size,
        "beside": _beside(data, out, analyzer, articles, quick),
        "hard_cases": mistakes(analyzer),
        "variants": before.get("variants", {}),
        "ablation": before.get("ablation", {}),
    }
    if not quick:
        metrics["variants"]["one sentence at a time"] = measure(data, out, alone=True)
    if full_precision and not quick:
        metrics["variants"]["before quantization (fp32)"] = measure(data, out, full_precision)
    file.write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    write_card(metrics, analyzer.config, out)
    write_checksums(out)


def _beside(
    data: Path, out: Path, analyzer: Analyzer, articles: Sequence[dict[str, Any]], quick: bool
) -> dict[str, Any]:
    """Exact spans against PolNeAR's, "uncertain" sentences, and how steady the flags are."""
    encoder = Encoder(out)
    human = list(corpora.read_lines(data / "polnear" / "dev.jsonl"))[: 8 if quick else None]
    _, wiki = held_out(data)
    return {
        "exact": exact_spans(human, analyzer.analyze_many(a["text"] for a in human)),
        "uncertain": uncertain(encoder, wiki[: 50 if quick else None]),
        "steadiness": steadiness(encoder, (a["text"] for a in articles), analyzer.thresholds),
    }


def _labels(
    articles: Sequence[dict[str, Any]], pairs: Sequence[Sequence[Sentence | None]], thresholds: dict[str, float]
) -> list[list[tuple[set[str], set[str]]]]:
    return [
        [
            (gold_labels(g), found_labels(s, thresholds) if s else set())
            for g, s in zip(a["sentences"], found, strict=True)
        ]
        for a, found in zip(articles, pairs, strict=True)
    ]


def _publishers(
    articles: Sequence[dict[str, Any]], pairs: Sequence[Sequence[Sentence | None]], thresholds: dict[str, float]
) -> dict[str, Any]:
    """Macro F1 for each publisher, with the number of its sentences."""
    result = {}
    for publisher in sorted({a["publisher"] for a in articles}):
        chosen = [k for k, a in enumerate(articles) if a["publisher"] == publisher]
        part = table(_labels([articles[k] for k in chosen], [pairs[k] for k in chosen], thresholds), FLAGS)
        result[publisher] = {
            "macro_f1": part["macro_f1"],
            "sentences": sum(len(articles[k]["sentences"]) for k in chosen),
        }
    return result
