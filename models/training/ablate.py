"""What each part of the recipe is worth: students trained on an equal, shortened schedule, with one part left out."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from .calibrate import calibrate
from .curriculum import SEED, Data
from .evaluate import measure
from .export import export, write_checksums
from .network import student
from .train import Stage, Trainer
from .weights import minilm

EPOCHS = 1


def _without_polnear(known: Data) -> Stage:
    stage = known.student(EPOCHS)
    return replace(stage, mix=tuple(part for part in stage.mix if part[0] not in (known.polnear, known.annotated)))


def _without_teacher(known: Data) -> Stage:
    return replace(known.student(EPOCHS), teacher_share=0.0)


VARIANTS: dict[str, Callable[[Data], Stage]] = {
    "short schedule": lambda known: known.student(EPOCHS),
    "without PolNeAR and snippets": _without_polnear,
    "without the teacher": _without_teacher,
}


def ablate(data: Path, out: Path, work: Path, known: Data, tokenizer: Tokenizer) -> None:
    """Train and measure every variant, and note them in the metrics.json of `out`; resumes where it was interrupted."""
    results: dict[str, Any] = {}
    for name, stage in VARIANTS.items():
        folder = work / name.replace(" ", "-")
        torch.manual_seed(SEED)
        trainer = Trainer(student(minilm()), folder, SEED)
        trainer.run([replace(stage(known), name=name)])
        export(trainer.network, tokenizer, folder / "model", folder)
        calibrate(data, folder / "model")
        results[name] = measure(data, folder / "model")
    file = out / "metrics.json"
    metrics = json.loads(file.read_text("utf-8"))
    metrics["ablation"] = results
    file.write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    write_checksums(out)
