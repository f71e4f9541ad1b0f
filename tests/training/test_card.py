"""The card speaks of the model beside it, and of no other."""

import hashlib
import json
from pathlib import Path

from reportedly.analysis.encoder import Encoder, model_folder

from models.training.card import write_card


def metrics() -> dict:
    return json.loads((model_folder() / "metrics.json").read_text("utf-8"))


def test_the_figures_are_of_the_graph_that_ships():
    graph = hashlib.sha256((model_folder() / "model.onnx").read_bytes()).hexdigest()
    assert metrics()["model"]["sha256"] == graph, "the model has changed: python -m training --measure"


def test_the_card_says_what_was_measured(tmp_path: Path):
    write_card(metrics(), Encoder().config, tmp_path)
    card = (model_folder() / "MODEL_CARD.md").read_text("utf-8")
    assert card == (tmp_path / "MODEL_CARD.md").read_text("utf-8"), "the card is not of these figures"


def test_the_model_is_small_and_steady():
    found = metrics()
    assert found["size_bytes"] == (model_folder() / "model.onnx").stat().st_size <= 24_000_000
    assert found["beside"]["steadiness"]["flips"] <= 0.02
    assert found["beside"]["steadiness"]["p99"] <= 0.1


def test_what_context_and_quantization_are_worth_is_measured():
    found = metrics()
    assert {"one sentence at a time", "before quantization (fp32)"} <= set(found["variants"])
    full = found["variants"]["before quantization (fp32)"]["macro_f1"]
    assert found["levels"]["balanced"]["macro_f1"] >= full - 0.015
