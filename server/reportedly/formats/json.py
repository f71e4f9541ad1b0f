"""JSON: the analysis as interface.md fixes it, and what its offsets count into."""

from typing import Any

import msgspec

from reportedly.analysis.types import Analysis
from reportedly.files import Document


def as_json(document: Document, analysis: Analysis) -> dict[str, Any]:
    """`analysis.to_dict()` with the file's name, and for a web page the blocks of its article."""
    answer = {"file": document.name, **analysis.to_dict()}
    if document.is_html:
        answer["blocks"] = msgspec.to_builtins(document.blocks)
    return answer
