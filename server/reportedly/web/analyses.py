"""Answering `POST /v1/analyze`: one analysis as JSON, or a line for each block as soon as it is judged."""

import contextlib
import logging
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from flask import Response

from reportedly.analysis.pool import GivenUp
from reportedly.analysis.types import Analysis, Sentence, Utf16Index, in_utf16, sentences_in_utf16
from reportedly.web.access import Caller
from reportedly.web.articles import Articles
from reportedly.web.body import check, decode
from reportedly.web.engine import Engine
from reportedly.web.errors import Refusal
from reportedly.web.schema import AnalyzeRequest, BlockLine, LastLine

if TYPE_CHECKING:
    from reportedly.analysis.analyzer import Analyzer

NDJSON = "application/x-ndjson"

_log = logging.getLogger("reportedly.web")
_Stream = Generator[tuple[str, tuple[Sentence, ...]], None, Analysis]


@dataclass
class _Job:
    request: AnalyzeRequest
    language: str
    analyzer: "Analyzer"
    key: tuple[str, ...]
    left: Callable[[], bool]

    def start(self) -> _Stream:
        return self.analyzer.stream_blocks(
            self.request.blocks, self.request.context, self.request.priority, given_up=self.left
        )


class Analyses:
    """Judges what is sent, with the memory of articles that come in parts."""

    def __init__(self, engine: Engine, articles: Articles) -> None:
        self._engine = engine
        self._articles = articles

    def answer(self, data: bytes, caller: Caller, *, lines: bool, left: Callable[[], bool]) -> Response:
        """The answer to the request in `data`; `lines` chooses the streamed form.

        `left` says whether the caller has gone, in which case the rest is not judged. Raises Refusal.
        """
        with contextlib.ExitStack() as stack:
            # Before anything is read of the request: to be turned away has to cost next to nothing.
            stack.enter_context(self._engine.slot())
            request = decode(data, AnalyzeRequest)
            job = _Job(
                request,
                check(request),
                self._engine.analyzer(request.sensitivity),
                (caller.kind, caller.id, request.offsets, request.article or ""),
                left,
            )
            if not lines:
                analysis = self._finish(job, _run(job))
                return Response(msgspec.json.encode(analysis), content_type="application/json")
            response = Response(self._lines(job), content_type=NDJSON)
            # The place is held until the last line is sent, or the caller has left.
            response.call_on_close(stack.pop_all().close)
            return response

    def _finish(self, job: _Job, found: Analysis) -> Analysis:
        """The analysis as the caller counts, speaking of the whole article if it has an id."""
        blocks = job.request.blocks
        texts = {block.id: block.text for block in blocks}
        analysis = in_utf16(found, texts) if job.request.offsets == "utf-16" else found
        sources, summary = analysis.sources, analysis.summary
        if job.request.article:
            sources, summary = self._articles.add(job.key, blocks, job.request.context, found, analysis.sentences)
        return msgspec.structs.replace(analysis, language=job.language, sources=sources, summary=summary)

    def _lines(self, job: _Job) -> Iterator[bytes]:
        texts = {block.id: block.text for block in job.request.blocks}
        try:
            with contextlib.closing(job.start()) as stream:
                while True:
                    try:
                        block, sentences = next(stream)
                    except StopIteration as end:
                        analysis = self._finish(job, end.value)
                        break
                    if job.request.offsets == "utf-16":
                        sentences = sentences_in_utf16(sentences, {block: Utf16Index(texts[block])})
                    yield msgspec.json.encode(BlockLine(block, sentences)) + b"\n"
            last = {name: getattr(analysis, name) for name in LastLine.__struct_fields__}
            yield msgspec.json.encode(LastLine(**last)) + b"\n"
        except GivenUp:
            yield _given_up(job).content() + b"\n"
        except Exception as error:
            # The status is sent already: a last line of another shape is the only way left to say it.
            yield failure(error).content() + b"\n"


def failure(error: BaseException) -> Refusal:
    """The answer to an error that nobody foresaw. The log gets its kind and place, but no word of what it was about."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
    _log.error("unexpected %s at %s", type(error).__name__, place)
    return Refusal(500, "internal", "Something went wrong inside the server. Please report it, without the text.")


def _run(job: _Job) -> Analysis:
    request = job.request
    try:
        return job.analyzer.analyze_blocks(request.blocks, request.context, request.priority, given_up=job.left)
    except GivenUp:
        raise _given_up(job) from None


def _given_up(job: _Job) -> Refusal:
    if job.left():
        return Refusal(408, "caller_left", "The caller has left.")
    return Refusal(503, "stopping", "The server is being stopped. Try again when it runs.", retry_after=5)
