"""A window -> raw scores: the tokenizer and the ONNX session, loaded from a verified model folder."""

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from .windows import Window

CHECKSUMS = "SHA256SUMS"
NEEDED = ("model.onnx", "tokenizer.json", "config.json", "reasons.json")

Floats = npt.NDArray[np.float32]


class ModelError(Exception):
    """The model folder cannot be used; the message says what is wrong with which file, and what to do."""


class LayerConfig(msgspec.Struct, frozen=True):
    """One tag layer: its name and its tags, "O" first, in the order of the network's output."""

    name: str
    tags: tuple[str, ...]


class Calibration(msgspec.Struct, frozen=True):
    """Platt scaling of one label: probability = sigmoid(slope * logit + intercept)."""

    slope: float
    intercept: float


class Config(msgspec.Struct, frozen=True):
    """config.json: labels, tag layers, calibration and thresholds, all in the network's order of outputs."""

    name: str
    version: str
    language: str
    sentence_labels: tuple[str, ...]
    tag_layers: tuple[LayerConfig, ...]
    calibration: dict[str, Calibration]
    thresholds: dict[str, dict[str, float]]


def model_folder() -> Path:
    """The bundled model: inside the installed package, or in the source tree that the package was installed from."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "models" / "reportedly-en"
    return installed if installed.is_dir() else package.parents[1] / "models" / "reportedly-en"


def verify(folder: Path) -> None:
    """Check every file that SHA256SUMS names, and that it names what the analysis reads.

    Raises ModelError naming the first file that is missing, cut short or changed.
    """
    try:
        lines = (folder / CHECKSUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ModelError(f"no model in {folder}: {CHECKSUMS} cannot be read; install reportedly again") from None
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in NEEDED:
        if name not in expected:
            raise ModelError(f"{folder / CHECKSUMS} does not name {name}; install reportedly again")
    for name, digest in expected.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise ModelError(f"model file {folder / name} is missing; install reportedly again") from None
        if found != digest:
            raise ModelError(f"model file {folder / name} is damaged or was changed; install reportedly again")


class Encoder:
    """The loaded model. `run` may be called from several threads at once; each call computes on its own thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load and verify `folder` (the bundled model by default). Raises ModelError."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.folder = folder or model_folder()
        verify(self.folder)
        try:
            self.config = msgspec.json.decode((self.folder / "config.json").read_bytes(), type=Config)
            self.reasons: dict[str, Any] = msgspec.json.decode((self.folder / "reasons.json").read_bytes())
            self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # side by side beats together: see docs/model-notes.md
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # each library raises its own kinds; all mean the same to the person
            raise ModelError(f"the model in {self.folder} cannot be loaded: {str(error).splitlines()[0]}") from error
        self.cls_id = self._token("[CLS]")
        self.sep_id = self._token("[SEP]")

    def _token(self, name: str) -> int:
        number = self.tokenizer.token_to_id(name)
        if number is None:
            raise ModelError(f"{self.folder / 'tokenizer.json'} lacks {name}; install reportedly again")
        return number

    def run(self, window: Window) -> tuple[Floats, Floats]:
        """Raw scores of one window, never batched with another (see docs/model-notes.md).

        Returns sentence logits [rows, labels] and tag logits [tokens, tags].
        """
        membership = np.zeros((1, len(window.rows), len(window.ids)), np.float32)
        for row, (first, last) in enumerate(window.spans):
            membership[0, row, first:last] = 1.0
        judged, tags = self._session.run(None, {"ids": np.array([window.ids], np.int64), "membership": membership})
        return judged[0], tags[0]


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
