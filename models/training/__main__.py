"""usage: python -m training --data DIR [--quick | --measure] [--out DIR] [--work DIR]   (from the folder models/)

Trains, exports, calibrates and measures the model, and writes the model folder.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is loaded
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when onnxruntime is loaded

import torch
from tokenizers import Tokenizer

from .curriculum import SEED, TEACHERS, Data, read
from .distil import soften
from .network import student
from .train import Trainer
from .weights import minilm

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Run every step; exits with one line when the data is not there."""
    parser = argparse.ArgumentParser(prog="training", description="Train Reportedly's model from the raw corpora.")
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled/, polnear/ and wikiweasel/")
    parser.add_argument(
        "--quick", action="store_true", help="a smoke model in about five minutes, to test the pipeline"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "reportedly-en", help="the model folder to write")
    parser.add_argument("--work", type=Path, help="checkpoints; a run with the same folder resumes")
    parser.add_argument("--ablate", action="store_true", help="measure what each part of the recipe is worth")
    parser.add_argument("--measure", action="store_true", help="train nothing; measure the model in --out again")
    args = parser.parse_args()
    needed = [f"{name}/train.jsonl" for name in ("labelled", "polnear", "anonymous_snippets", "wikiweasel")]
    needed.append("labelled/dev.jsonl")
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
    seconds = 0.0 if args.quick else teach(known, work)
    if args.ablate:
        from .ablate import ablate

        ablate(args.data, args.out, work / "ablation", known, tokenizer)
        evaluate_again(args.data, args.out)
        return
    torch.manual_seed(SEED)
    trainer = Trainer(student(minilm()), work / "student", SEED)
    trainer.run([known.student(1 if args.quick else 6)])

    from .calibrate import calibrate
    from .evaluate import evaluate
    from .export import export

    export(trainer.network, tokenizer, args.out, work)
    calibrate(args.data, args.out, quick=args.quick)
    graph = work / "model-fp32.onnx"
    evaluate(args.data, args.out, quick=args.quick, seconds=seconds + trainer.seconds, full_precision=graph)


def teach(known: Data, work: Path) -> float:
    """Train the teachers and give their opinion to what the student learns from; returns the seconds it took.

    They are networks like the student that start from other random heads and read in another order.
    """
    networks, seconds = [], 0.0
    for number in range(1, TEACHERS + 1):
        torch.manual_seed(SEED + number)
        trainer = Trainer(student(minilm()), work / f"teacher-{number}", SEED + number)
        trainer.run([known.teacher(3)])  # where it is trained already, this only takes up its weights and its time
        networks.append(trainer.network)
        seconds += trainer.seconds
    started = time.monotonic()
    soften(networks, known[:4], work / "teachers.npz")
    return seconds + time.monotonic() - started


def evaluate_again(data: Path, out: Path) -> None:
    """Renew the metrics and the card of a model, after a change of what stands around the network."""
    from .evaluate import evaluate

    before = json.loads((out / "metrics.json").read_text("utf-8"))
    evaluate(data, out, quick=before["quick"], seconds=60 * before["training_minutes"])


if __name__ == "__main__":
    main()
