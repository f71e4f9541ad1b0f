"""How firmly is each sentence of an article sourced? Everything runs on this machine.

>>> from reportedly import Analyzer
>>> analysis = Analyzer().analyze("Critics say the plan is doomed.")
>>> analysis.sentences[0].flags
('vague_attribution',)
"""

import os
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis.analyzer import Analyzer as Analyzer
    from .analysis.folder import ModelError as ModelError
    from .analysis.types import Analysis as Analysis
    from .analysis.types import Block as Block

# onnxruntime's own builds report their use to their maker, and keep an identifier of the machine for that, unless this
# is set before it is loaded. Nothing here reports anything to anybody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = version("reportedly")
__all__ = ["Analysis", "Analyzer", "Block", "ModelError", "__version__"]

_HOMES = {
    "Analyzer": "analysis.analyzer",
    "ModelError": "analysis.folder",
    "Analysis": "analysis.types",
    "Block": "analysis.types",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: `reportedly --version` must not wait for a model runtime."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
