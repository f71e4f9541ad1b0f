"""usage: python -m training --data DIR [--quick | --measure] [--out DIR] [--work DIR]   (from the folder models/)

Trains, exports, calibrates and measures the model, and writes the model folder.
"""

import argparse
import json
import os
import random
import sys
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is loaded
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when onnxruntime is loaded

import torch
from tokenizers import Tokenizer

from . import corpora
from .batches import Corpus
from .distil import soften
from .network import student, teacher
from .own import own
from .train import Stage, Trainer
from .weights import minilm, mpnet

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261
ANNOTATIONS = Path(__file__).parent / "annotations" / "polnear.jsonl"


def main() -> None:
    """Run every step; exits with one line when the data is not there."""
    parser = argparse.ArgumentParser(prog="training", description="Train Reportedly's model from the raw corpora.")
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled/, polnear/ and wikiweasel/")
    parser.add_argument(
        "--quick", action="store_true", help="a smoke model in about five minutes, to test the pipeline"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "reportedly-en", help="the model folder to write")
    parser.add_argument("--work", type=Path, help="checkpoints; a run with the same folder resumes")
    parser.add_argument("--measure", action="store_true", help="train nothing; measure the model in --out again")
    args = parser.parse_args()
    needed = ("labelled/train.jsonl", "labelled/dev.jsonl", "polnear/train.jsonl", "wikiweasel/train.jsonl")
    for name in needed:
        if not (args.data / name).is_file():
            sys.exit(
                f"training: {args.data / name} is missing; --data must name the folder that holds {', '.join(needed)}"
            )
    if args.measure:
        evaluate_again(args.data, args.out)
        return
    work = args.work or ROOT / ".training" / ("quick" if args.quick else "full")

    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(minilm() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    known = read(args.data, tokenizer, args.quick)
    seconds = 0.0
    if not args.quick:
        torch.manual_seed(SEED)
        trainer = Trainer(teacher(mpnet(work)), work / "teacher", SEED)
        trainer.run([known.teacher(2)])
        soften(trainer.network, known, work / "teacher.npz")
        seconds = trainer.seconds
        del trainer  # half a gigabyte
    torch.manual_seed(SEED)
    network = student(minilm())
    trainer = Trainer(network, work / "student", SEED)
    trainer.run([known.student(1 if args.quick else 6)])
    seconds += trainer.seconds

    from .calibrate import calibrate
    from .evaluate import evaluate
    from .export import export

    export(network, tokenizer, args.out, work)
    calibrate(args.data, args.out, quick=args.quick)
    evaluate(args.data, args.out, quick=args.quick, seconds=seconds)


def evaluate_again(data: Path, out: Path) -> None:
    """Renew the metrics and the card of a model, after a change of what stands around the network."""
    from .evaluate import evaluate

    before = json.loads((out / "metrics.json").read_text("utf-8"))
    evaluate(data, out, quick=before["quick"], seconds=60 * before["training_minutes"])


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
        """What the teacher learns from: mostly what has all the flags."""
        mix = ((self.labelled, 1.0, 1), (self.annotated, 1.0, 1), (self.own, 1.0, 1))
        return Stage("teacher", epochs, (*mix, (self.polnear, 0.1, 1), (self.wikiweasel, 0.1, 1)), 6e-5)

    def student(self, epochs: int) -> Stage:
        """What the student learns from, its teacher's opinion of it included."""
        mix = ((self.labelled, 1.0, 1), (self.annotated, 1.0, 1), (self.own, 1.0, 2))
        return Stage("student", epochs, (*mix, (self.polnear, 0.5, 1), (self.wikiweasel, 0.3, 1)))


def read(data: Path, tokenizer: Tokenizer, quick: bool) -> Data:
    """Everything that is trained on; with `quick`, a few articles of each."""
    human = {row["id"]: row for row in corpora.read_lines(data / "polnear" / "train.jsonl")}
    texts = {name: row["text"] for name, row in human.items()}
    labelled = list(corpora.labelled(data / "labelled" / "train.jsonl", human))
    annotated = list(corpora.annotated(ANNOTATIONS, texts, human))
    known = {a.id for a in (*labelled, *annotated)}
    polnear = [a for a in corpora.polnear(data / "polnear" / "train.jsonl") if a.id not in known]
    wiki = list(corpora.wikiweasel(data / "wikiweasel" / "train.jsonl"))
    parts = [[a for a in articles if not corpora.held_out(a.id)] for articles in (labelled, annotated, polnear, wiki)]
    parts.insert(2, list(own()))
    if quick:
        rng = random.Random(SEED)
        sizes = (80, 10, 20, 40, 200)
        parts = [rng.sample(p, min(size, len(p))) for p, size in zip(parts, sizes, strict=True)]
    return Data(*(Corpus(articles, tokenizer) for articles in parts))


if __name__ == "__main__":
    main()
