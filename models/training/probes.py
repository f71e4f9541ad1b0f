"""What is measured beside the flags: exact spans, "uncertain", single sentences, steadiness, the unquantized graph."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from reportedly.analysis.analyzer import Analyzer
from reportedly.analysis.decode import calibrated
from reportedly.analysis.encoder import Encoder
from reportedly.analysis.types import FLAGS, Analysis
from reportedly.analysis.windows import pack, tokenize

from . import corpora
from .calibrate import logits
from .export import write_checksums
from .labels import SENTENCE_LABELS
from .measures import f1

HARD_CASES = Path(__file__).parent / "hard_cases.txt"
SHORT = {"hedged": "hedged", "anonymous": "anonymous_source", "vague": "vague_attribution", "claim": "unsourced_claim"}

RELATIONS = ("source", "cue", "content")
#: What exact matches leave out at the ends of a span.
_EDGE = " \t\n\"'“”‘’`.,;:!?()[]"
#: Windows begin this many sentences later than they ship.
SHIFTS = (1, 2, 3)

Array = npt.NDArray[np.float64]


def exact_spans(articles: Iterable[Mapping[str, Any]], analyses: Iterable[Analysis]) -> dict[str, float]:
    """F1 of exact source, cue and content spans, sentence by sentence, as is usual for PolNeAR (Newell et al. 2018)."""
    counts = dict.fromkeys(RELATIONS, np.zeros(3))
    for article, analysis in zip(articles, analyses, strict=True):
        found = [span for s in analysis.sentences for span in s.spans]
        for kind in RELATIONS:
            wanted = _cut(article, (tuple(span) for a in article["attributions"] for span in a[kind]))
            got = _cut(article, ((s.start, s.end) for s in found if s.kind == kind))
            counts[kind] = counts[kind] + np.array([len(wanted & got), len(got), len(wanted)], float)
    return {kind: round(f1(*counts[kind]), 3) for kind in RELATIONS}


def _cut(article: Mapping[str, Any], spans: Iterable[Sequence[int]]) -> set[tuple[int, int]]:
    """The parts of spans that lie in each sentence, without quotation marks and punctuation at their ends."""
    text, parts = article["text"], set()
    for start, end in spans:
        for first, last in article["sentences"]:
            a, z = max(start, first), min(end, last)
            while a < z and text[a] in _EDGE:
                a += 1
            while z > a and text[z - 1] in _EDGE:
                z -= 1
            if a < z:
                parts.add((a, z))
    return parts


def uncertain(encoder: Encoder, articles: Sequence[corpora.Article]) -> float:
    """F1 of "uncertain" on sentences of Wikipedia that training never saw (CoNLL-2010 shared task 1).

    The threshold is the best of one half of them, and serves for the other half; both ways.
    """
    column = SENTENCE_LABELS.index("uncertain")
    scores = np.array([rows[0, column] for rows in logits(encoder, articles)])
    gold = np.array([a.sentences[0].targets["uncertain"] for a in articles])
    halves = np.arange(len(articles)) % 2 == 0
    found = np.zeros(len(articles), bool)
    for half in (halves, ~halves):
        found[~half] = scores[~half] >= _best_threshold(scores[half], gold[half])
    return round(f1(float((found & (gold > 0)).sum()), float(found.sum()), float(gold.sum())), 3)


def _best_threshold(scores: Array, gold: Array) -> float:
    order = np.argsort(-scores)
    hits = np.cumsum(gold[order])
    return float(scores[order][int((2 * hits / (np.arange(1, len(hits) + 1) + gold.sum())).argmax())])


def steadiness(encoder: Encoder, texts: Iterable[str], thresholds: Mapping[str, float]) -> dict[str, float]:
    """How much the flags depend on where windows begin: the first windows of each article begin some sentences later.

    `flips`: share of flag decisions that change; `p99`: 99th percentile of the change in probability; both over all
    sentences from there on (at the next packing boundary the windows fall into step again).
    """
    changes: list[Array] = []
    flips: list[Array] = []
    limits = np.array([thresholds[flag] for flag in FLAGS])
    for text in texts:
        sentences = corpora.sentences_of(text)
        units = tokenize(
            encoder.tokenizer,
            [s.text for s in sentences],
            [s.paragraph for s in sentences],
            [s.boundary for s in sentences],
        )
        usual = _probabilities(encoder, units, len(sentences), 0)
        for shift in (s for s in SHIFTS if s < len(units)):
            other = _probabilities(encoder, units, len(sentences), shift)
            seen = slice(units[shift].sentence, None)
            changes.append(np.abs(other - usual)[seen])
            flips.append(((other >= limits) != (usual >= limits))[seen])
    return {
        "flips": round(float(np.concatenate(flips).mean()), 4),
        "p99": round(float(np.quantile(np.concatenate(changes), 0.99)), 3),
    }


def _probabilities(encoder: Encoder, units: Sequence[Any], sentences: int, first: int) -> Array:
    """The flags' probabilities [sentences, flags] of one article whose windows begin at its unit `first`."""
    rows = np.zeros((sentences, len(FLAGS)))
    for window in pack(units, encoder.cls_id, encoder.sep_id, first_judged=first):
        judged, _ = encoder.run(window)
        for unit, row in zip(window.rows, judged, strict=True):
            scores = calibrated(encoder.config, row)
            rows[unit.sentence] = np.maximum(rows[unit.sentence], [scores[flag] for flag in FLAGS])
    return rows


def one_by_one(analyzer: Analyzer, articles: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Each gold sentence judged without what comes before it."""
    return [
        [
            analysis.sentences[0] if analysis.sentences else None
            for analysis in analyzer.analyze_sentences(a["text"][g["start"] : g["end"]] for g in a["sentences"])
        ]
        for a in articles
    ]


def with_graph(out: Path, graph: Path) -> Analyzer:
    """An analyzer of the model in `out` with another graph, such as the one before quantization."""
    with tempfile.TemporaryDirectory() as folder:
        for file in out.iterdir():
            if file.suffix != ".onnx":
                shutil.copyfile(file, Path(folder) / file.name)
        shutil.copyfile(graph, Path(folder) / "model.onnx")
        write_checksums(Path(folder))
        return Analyzer(model_dir=Path(folder))


def mistakes(analyzer: Analyzer) -> dict[str, Any]:
    """The hard cases that the model gets wrong, each with what it should have said and what it said."""
    wrong, count = [], 0
    for line in HARD_CASES.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        kind, wanted, text = (part.strip() for part in line.split(" | ", 2))
        expected = sorted(SHORT[name] for name in wanted.split(",") if name != "-")
        found = analyzer.analyze(text).sentences
        flags = sorted(found[-1].flags) if found else []
        count += 1
        if flags != expected:
            wrong.append({"kind": kind, "text": text, "expected": expected, "found": flags})
    return {"cases": count, "wrong": wrong}
