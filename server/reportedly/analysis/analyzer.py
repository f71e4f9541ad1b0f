"""Analyzer: the pieces of the analysis in order."""

import re
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .decode import Raw, calibrated, passed, source_types, spans
from .encoder import Config, Encoder, Floats, available_cores
from .explain import reasons_for, render
from .language import detect
from .segment import Bounds, segment
from .sources import ledger, summarise
from .types import SCHEMA, Analysis, Block, ModelName, Sensitivity, Sentence
from .windows import Unit, Window, is_boundary, pack, tokenize

UNDETERMINED = "und"

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Located:
    """A sentence of an article: its block (-1: context), its place there, and its layout."""

    block: int
    start: int
    end: int
    text: str
    paragraph: int
    boundary: bool


class Analyzer:
    """Judges how the sentences of a text are sourced. Loads the model once; safe to use from several threads."""

    def __init__(
        self,
        sensitivity: Sensitivity = "balanced",
        thresholds: Mapping[str, float] | None = None,
        model_dir: Path | str | None = None,
        threads: int | None = None,
    ) -> None:
        """Load the model.

        `sensitivity` chooses the thresholds of config.json: "strict" (few, sure marks), "balanced" or "sensitive";
        `thresholds` overrides single ones by label. `threads` windows are computed at once (default: all cores).
        Raises ModelError when the model is missing or damaged, ValueError for an unknown sensitivity or label.
        """
        self._encoder = Encoder(Path(model_dir) if model_dir else None)
        self._threads = threads or available_cores()
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="window")
        self.thresholds = self._choose(sensitivity, thresholds)

    def _choose(self, sensitivity: str, thresholds: Mapping[str, float] | None) -> dict[str, float]:
        presets = self.config.thresholds
        if sensitivity not in presets:
            raise ValueError(f"sensitivity must be one of {', '.join(presets)}, not {sensitivity!r}")
        chosen = dict(presets[sensitivity])
        for label, value in (thresholds or {}).items():
            if label not in chosen:
                raise ValueError(f"thresholds may name {', '.join(chosen)}, not {label!r}")
            chosen[label] = value
        return chosen

    @property
    def config(self) -> Config:
        """The model's configuration."""
        return self._encoder.config

    @property
    def model(self) -> ModelName:
        """Name and version of the model."""
        return ModelName(self.config.name, self.config.version)

    def with_sensitivity(self, sensitivity: Sensitivity, thresholds: Mapping[str, float] | None = None) -> "Analyzer":
        """An analyzer with other thresholds that shares the loaded model."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.thresholds = self._choose(sensitivity, thresholds)
        return other

    def analyze(self, text: str) -> Analysis:
        """Judge one text; its only block is "0", and offsets count code points of `text`."""
        return self.analyze_blocks([Block("0", text)])

    def analyze_blocks(
        self, blocks: Iterable[Block], context: Iterable[Block] = (), priority: Collection[str] = ()
    ) -> Analysis:
        """Judge the paragraphs of one article, given in reading order.

        `context`: blocks that came just before, which are read and not returned. `priority`: ids of blocks that are
        judged first, which changes no decision. Raises ValueError when two blocks have the same id.
        """
        stream = self.stream_blocks(blocks, context, priority)
        while True:
            try:
                next(stream)
            except StopIteration as end:
                analysis: Analysis = end.value
                return analysis

    def stream_blocks(
        self, blocks: Iterable[Block], context: Iterable[Block] = (), priority: Collection[str] = ()
    ) -> Generator[tuple[str, tuple[Sentence, ...]], None, Analysis]:
        """As `analyze_blocks`, yielding (block id, sentences) as soon as a block is judged; returns the analysis."""
        return self._judge(_clean(blocks), _clean(context), priority, self._run_side_by_side)

    def analyze_many(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Judge texts one after another, in order, on all cores; reads only a few texts ahead."""
        waiting: deque[Future[Analysis]] = deque()
        with ThreadPoolExecutor(self._threads, thread_name_prefix="text") as pool:
            for text in texts:
                waiting.append(pool.submit(self._analyze_alone, text))
                if len(waiting) > 2 * self._threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def analyze_sentences(self, sentences: Iterable[str]) -> list[Analysis]:
        """Judge sentences that are already split, each on its own: no splitting, no context, no language detection."""
        return list(self._pool.map(self._one_sentence, sentences))

    def _analyze_alone(self, text: str) -> Analysis:
        stream = self._judge(_clean([Block("0", text)]), [], (), self._run_in_turn)
        while True:
            try:
                next(stream)
            except StopIteration as end:
                analysis: Analysis = end.value
                return analysis

    def _one_sentence(self, text: str) -> Analysis:
        [block] = _clean([Block("0", text)])
        stripped = block.text.strip()
        start = block.text.index(stripped)
        located = [_Located(0, start, start + len(stripped), stripped, 0, False)] if stripped else []
        units = self._units(located)
        windows = list(pack(units, self._encoder.cls_id, self._encoder.sep_id))
        raws: dict[int, list[Raw]] = {}
        for _, outputs in self._run_in_turn(windows, range(len(windows))):
            _collect(outputs, raws)
        judged = tuple(self._sentence(s, [block], raws[k]) for k, s in enumerate(located) if k in raws)
        return self._analysis(judged, {"0": block.text}, UNDETERMINED)

    def _units(self, located: Sequence[_Located]) -> list[Unit]:
        return tokenize(
            self._encoder.tokenizer,
            [s.text for s in located],
            [s.paragraph for s in located],
            [s.boundary for s in located],
        )

    def _judge(
        self, blocks: list[Block], context: list[Block], priority: Collection[str], run: "_Run"
    ) -> Generator[tuple[str, tuple[Sentence, ...]], None, Analysis]:
        if len({b.id for b in blocks}) < len(blocks):
            raise ValueError("two blocks have the same id; every block of an article needs its own")
        located = _locate(blocks, context)
        units = self._units(located)
        first_judged = next((k for k, u in enumerate(units) if located[u.sentence].block >= 0), len(units))
        windows = list(pack(units, self._encoder.cls_id, self._encoder.sep_id, first_judged=first_judged))
        touches = [{located[u.sentence].block for u in w.rows} for w in windows]
        waiting = [sum(b in t for t in touches) for b in range(len(blocks))]
        wanted = {b for b, block in enumerate(blocks) if block.id in set(priority)}
        order = sorted(range(len(windows)), key=lambda w: not touches[w] & wanted)
        raws: dict[int, list[Raw]] = {}
        judged: dict[int, tuple[Sentence, ...]] = {}
        members: dict[int, list[int]] = {}
        for k, s in enumerate(located):
            members.setdefault(s.block, []).append(k)

        def finish(b: int) -> tuple[str, tuple[Sentence, ...]]:
            judged[b] = tuple(self._sentence(located[k], blocks, raws[k]) for k in members.get(b, ()) if k in raws)
            return blocks[b].id, judged[b]

        for b, count in enumerate(waiting):
            if count == 0:
                yield finish(b)
        for w, outputs in run(windows, order):
            _collect(outputs, raws)
            for b in sorted(touches[w]):
                waiting[b] -= 1
                if waiting[b] == 0:
                    yield finish(b)
        texts = {b.id: b.text for b in blocks}
        language = detect("\n".join(b.text for b in blocks)) if units else UNDETERMINED
        return self._analysis(tuple(s for b in range(len(blocks)) for s in judged[b]), texts, language)

    def _run_side_by_side(self, windows: Sequence[Window], order: Iterable[int]) -> "_Outputs":
        """Run each window alone, `threads` at a time, in `order`; yields them as they are done."""
        futures = {self._pool.submit(self._encoder.run, windows[w]): w for w in order}
        try:
            for future in as_completed(futures):
                yield futures[future], (windows[futures[future]], *future.result())
        finally:  # a caller that left takes its windows with it
            for future in futures:
                future.cancel()

    def _run_in_turn(self, windows: Sequence[Window], order: Iterable[int]) -> "_Outputs":
        for w in order:
            yield w, (windows[w], *self._encoder.run(windows[w]))

    def _sentence(self, located: _Located, blocks: Sequence[Block], pieces: Sequence[Raw]) -> Sentence:
        raw = _join(pieces)
        block = blocks[located.block]
        scores = calibrated(self.config, raw.judged)
        flags = passed(scores, self.thresholds)
        types = source_types(scores, self.thresholds)
        found = spans(self.config, raw, located.text, located.start, "hedged" in flags, types)
        carried = bool(types) and not any(s.kind in ("source", "cue") for s in found)
        reasons = reasons_for(flags, found, block.text, carried, (located.start, located.end))
        return Sentence(
            block=block.id,
            start=located.start,
            end=located.end,
            flags=flags,
            scores=scores,
            spans=found,
            carried_over=carried,
            reasons=reasons,
            explanations=render(reasons, block.text, self._encoder.reasons),
        )

    def _analysis(self, judged: tuple[Sentence, ...], texts: Mapping[str, str], language: str) -> Analysis:
        return Analysis(
            schema=SCHEMA,
            model=self.model,
            language=language,
            offsets="code-point",
            thresholds=dict(self.thresholds),
            sentences=judged,
            sources=ledger(judged, texts, self.thresholds),
            summary=summarise(judged, self.thresholds),
        )


_Output = tuple[Window, Floats, Floats]
_Outputs = Iterator[tuple[int, _Output]]
_Run = Callable[[Sequence[Window], Iterable[int]], _Outputs]


def _clean(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without lone surrogates, which no library takes; the replacement keeps every offset."""
    return [Block(b.id, _SURROGATE.sub("\ufffd", b.text)) for b in blocks]


def _locate(blocks: Sequence[Block], context: Sequence[Block]) -> list[_Located]:
    """The sentences of context and blocks in reading order."""
    located: list[_Located] = []
    paragraphs = 0
    for b, block in (*((-1, c) for c in context), *enumerate(blocks)):
        bounds = segment(block.text)
        boundaries = _boundaries(block.text, bounds)
        for s in bounds:
            located.append(
                _Located(
                    b, s.start, s.end, block.text[s.start : s.end], paragraphs + s.paragraph, boundaries[s.paragraph]
                )
            )
        paragraphs += bounds[-1].paragraph + 1 if bounds else 0
    return located


def _boundaries(text: str, bounds: Sequence[Bounds]) -> list[bool]:
    """Whether each paragraph of a block is a packing boundary."""
    ends: dict[int, tuple[int, int]] = {}
    for s in bounds:
        ends[s.paragraph] = (ends.get(s.paragraph, (s.start, 0))[0], s.end)
    return [is_boundary(text[a:z]) for a, z in ends.values()]


def _collect(output: _Output, raws: dict[int, list[Raw]]) -> None:
    """Cut a window's output into its sentences."""
    window, judged, tags = output
    for row, (unit, (first, last)) in enumerate(zip(window.rows, window.spans, strict=True)):
        raws.setdefault(unit.sentence, []).append(Raw(judged[row], tags[first:last], unit.offsets))


def _join(pieces: Sequence[Raw]) -> Raw:
    """One sentence out of its pieces: the strongest piece speaks for each label."""
    if len(pieces) == 1:
        return pieces[0]
    ordered = sorted(pieces, key=lambda p: p.offsets[0])
    return Raw(
        np.max([p.judged for p in ordered], axis=0),
        np.concatenate([p.tags for p in ordered]),
        tuple(o for p in ordered for o in p.offsets),
    )
