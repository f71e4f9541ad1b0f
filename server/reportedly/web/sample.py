"""The article that comes with the server, so that anybody can see what the marks look like before sending anything.

It is fictional. It is judged once, after the model is loaded, by the same analyzer as everything else; showing it
needs no token, because it is the same for everybody and says nothing about anyone who uses the server.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from reportedly.analysis.folder import model_folder
from reportedly.analysis.types import Analysis, Block, in_utf16
from reportedly.web.schema import FlagText, Sample

if TYPE_CHECKING:
    from reportedly.analysis.analyzer import Analyzer


class SampleArticle:
    """The sample and, once `judge` was called, its analysis."""

    def __init__(self) -> None:
        title, *paragraphs = (files(__package__) / "page" / "sample.txt").read_text("utf-8").strip().split("\n\n")
        self._title = title
        self._blocks = tuple(Block(str(n), " ".join(text.split())) for n, text in enumerate(paragraphs))
        self._analysis: Analysis | None = None

    def judge(self, analyzer: "Analyzer") -> None:
        """Have the sample judged."""
        found = analyzer.analyze_blocks(self._blocks)
        self._analysis = in_utf16(found, {block.id: block.text for block in self._blocks})

    def answer(self) -> Sample:
        """The sample as it is sent."""
        flags, note = _catalogue()
        found = self._analysis
        return Sample(
            title=self._title,
            blocks=self._blocks,
            sentences=found.sentences if found else None,
            sources=found.sources if found else (),
            summary=found.summary if found else None,
            flags=flags,
            note=note,
        )


class _Catalogue(msgspec.Struct):
    flags: dict[str, FlagText]
    note: str


@cache
def _catalogue() -> tuple[dict[str, FlagText], str]:
    """The legend out of reasons.json; empty when the model folder is damaged, which the status reports."""
    try:
        found = msgspec.json.decode((model_folder() / "reasons.json").read_bytes(), type=_Catalogue)
    except (OSError, msgspec.DecodeError):
        return {}, ""
    return found.flags, found.note
