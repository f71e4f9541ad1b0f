"""A window -> raw scores: the tokenizer and the ONNX session, loaded from a verified model folder."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from .folder import CHECKSUMS, NEEDED, ModelError, model_folder, verify
from .windows import Window

__all__ = ["CHECKSUMS", "NEEDED", "Config", "Encoder", "ModelError", "model_folder", "verify"]

Floats = npt.NDArray[np.float32]


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


class Encoder:
    """The loaded model. `run` may be called from several threads at once; each call computes on its own thread."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load and verify `folder` (the bundled model by default). Raises ModelError."""
        import onnxruntime
        from tokenizers import Tokenizer

        onnxruntime.disable_telemetry_events()  # Where it was loaded before us, or reports by way of Windows.
        self.folder = folder or model_folder()
        verify(self.folder)
        try:
            self.config = msgspec.json.decode((self.folder / "config.json").read_bytes(), type=Config)
            self.reasons: dict[str, Any] = msgspec.json.decode((self.folder / "reasons.json").read_bytes())
            self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # side by side beats together: see docs/model-notes.md
            options.inter_op_num_threads = 1
            # A pattern is kept for every length of window that ever came by: 26 MB here, and no faster.
            options.enable_mem_pattern = False
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
