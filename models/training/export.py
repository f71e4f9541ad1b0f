"""The trained network -> model.onnx (int8, both heads in one graph), tokenizer.json and config.json."""

import hashlib
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from reportedly.analysis.decode import SCORES
from reportedly.analysis.encoder import CHECKSUMS, model_folder
from tokenizers import Tokenizer
from torch import Tensor, nn

from .labels import SENTENCE_LABELS, TAG_LAYERS
from .network import Network

NAME, VERSION = "reportedly-en", "1.2.0"


class _OneWindow(nn.Module):
    """The network for one window without padding: what the server runs."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, membership: Tensor) -> tuple[Tensor, Tensor]:
        return self.network(ids, membership)


def to_onnx(network: Network, path: Path) -> None:
    """Write the fp32 graph. Inputs: ids int64 [1, tokens], membership float32 [1, sentences, tokens]; outputs: the
    sentence logits [1, sentences, labels] and the tag logits [1, tokens, tags].
    """
    network.eval()
    tokens, rows = torch.export.Dim("tokens", min=3, max=512), torch.export.Dim("sentences", min=1, max=256)
    example = (torch.randint(1000, 2000, (1, 24)), torch.ones(1, 3, 24))
    torch.onnx.export(
        _OneWindow(network),
        example,
        str(path),
        input_names=["ids", "membership"],
        output_names=["judged", "tags"],
        dynamic_shapes={"ids": {1: tokens}, "membership": {1: rows, 2: tokens}},
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def strip(path: Path) -> None:
    """Take out of a graph what the exporter notes beside it: stack traces, with the paths of the machine it ran on."""
    model = onnx.load(path)
    graph = model.graph
    parts = (*graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output)
    for part in (model, graph, *parts):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def export(network: Network, tokenizer: Tokenizer, out: Path, work: Path) -> None:
    """Write the model folder's graph, tokenizer and a config without calibration; the fp32 graph stays in `work`."""
    out.mkdir(parents=True, exist_ok=True)
    full = work / "model-fp32.onnx"
    to_onnx(network, full)
    # reduce_range: seven-bit weights, so that processors without VNNI compute the same as those with it.
    small = work / "model-int8.onnx"
    quantize_dynamic(str(full), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    strip(small)
    shutil.copyfile(small, out / "model.onnx")
    for name in ("reasons.json", "LICENSE"):  # written by hand, and the same for every model of the network
        if not (out / name).exists():
            shutil.copyfile(model_folder() / name, out / name)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    write_config(out, dict.fromkeys(SCORES, (1.0, 0.0)), None)


def write_config(
    out: Path, calibration: dict[str, tuple[float, float]], thresholds: dict[str, dict[str, float]] | None
) -> None:
    """Write config.json and renew the checksums."""
    even = {label: 0.5 for label in SCORES if label != "uncertain"}
    config = {
        "name": NAME,
        "version": VERSION,
        "language": "en",
        "sentence_labels": SENTENCE_LABELS,
        "tag_layers": [{"name": name, "tags": tags} for name, tags in TAG_LAYERS.items()],
        "calibration": {
            label: {"slope": round(slope, 5), "intercept": round(intercept, 5)}
            for label, (slope, intercept) in calibration.items()
        },
        "thresholds": thresholds or dict.fromkeys(("strict", "balanced", "sensitive"), even),
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")
    write_checksums(out)


def write_checksums(out: Path) -> None:
    """Name every file of the model folder with its hash, as sha256sum does."""
    files = sorted(p for p in out.iterdir() if p.is_file() and p.name != CHECKSUMS)
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files]
    (out / CHECKSUMS).write_text("".join(lines), "utf-8")
