"""Analyzer: the pieces of the analysis in order."""

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .answers import Answers
from .article import CONTEXT, Located, clean, locate, locate_alone
from .cache import Counts
from .decode import Raw
from .encoder import Config, Encoder
from .judge import collect, judged_sentence
from .language import detect
from .pool import MOST_THREADS, cores
from .runner import Runner
from .sources import ledger, summarise
from .types import SCHEMA, Analysis, Block, ModelName, Sensitivity, Sentence
from .windows import Unit, Window, pack, tokenize

UNDETERMINED = "und"

Stream = Generator[tuple[str, tuple[Sentence, ...]], None, Analysis]


class Remembered(NamedTuple):
    """How often windows and whole answers were found in memory."""

    windows: Counts
    answers: Counts


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
        `thresholds` overrides single ones by label. `threads` windows are computed at once (default: see `pool`).
        Raises ModelError when the model is missing or damaged, ValueError for an unknown sensitivity or label.
        """
        self._encoder = Encoder(Path(model_dir) if model_dir else None)
        self._threads = threads or cores()
        self._runner = Runner(self._encoder, threads or min(self._threads, MOST_THREADS))
        self._answers = Answers()
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
        self,
        blocks: Iterable[Block],
        context: Iterable[Block] = (),
        priority: Collection[str] = (),
        given_up: Callable[[], bool] = lambda: False,
    ) -> Analysis:
        """Judge the paragraphs of one article, given in reading order.

        `context`: blocks that came just before, which are read and not returned. `priority`: ids of blocks that are
        judged first, which changes no decision. `given_up`: see `stream_blocks`. Raises ValueError when two blocks have
        the same id.
        """
        stream = self.stream_blocks(blocks, context, priority, given_up)
        while True:
            try:
                next(stream)
            except StopIteration as end:
                analysis: Analysis = end.value
                return analysis

    def stream_blocks(
        self,
        blocks: Iterable[Block],
        context: Iterable[Block] = (),
        priority: Collection[str] = (),
        given_up: Callable[[], bool] = lambda: False,
    ) -> Stream:
        """As `analyze_blocks`, yielding (block id, sentences) as soon as a block is judged; returns the analysis.

        `given_up` is asked before each run of the model; when it says that nobody waits for the answer any more, or
        after `close`, the rest is not judged and GivenUp is raised.
        """
        cleaned, before = clean(blocks), clean(context)
        if len({b.id for b in cleaned}) < len(cleaned):
            raise ValueError("two blocks have the same id; every block of an article needs its own")
        key = self._answers.key(cleaned, before, self.thresholds)
        known = self._answers.get(key)
        if known is None:
            known = yield from self._judge(cleaned, before, list(priority), given_up)
            self._answers.put(key, known)
        else:
            yield from _by_block(cleaned, known.sentences)
        return known

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
        with ThreadPoolExecutor(self._threads, thread_name_prefix="sentence") as pool:
            return list(pool.map(self._one_sentence, sentences))

    def remembered(self) -> Remembered:
        """How often what was asked for was found in memory."""
        return Remembered(self._runner.counts(), self._answers.counts())

    def backlog(self) -> float:
        """Seconds until everything that is asked for now will have been judged, at the pace of late."""
        return self._runner.backlog()

    def close(self) -> None:
        """Give up every analysis that is in progress or asked for later: `stream_blocks` raises GivenUp."""
        self._runner.close()

    def _analyze_alone(self, text: str) -> Analysis:
        blocks = clean([Block("0", text)])
        return self._judged_in_turn(blocks, locate(blocks, []), detect)

    def _one_sentence(self, text: str) -> Analysis:
        [block] = clean([Block("0", text)])
        return self._judged_in_turn([block], locate_alone(block), lambda _: UNDETERMINED)

    def _judged_in_turn(
        self, blocks: list[Block], located: Sequence[Located], language: Callable[[str], str]
    ) -> Analysis:
        """The analysis of one block, all in the caller's own thread."""
        units, windows = self._windows(located)
        raws: dict[int, list[Raw]] = {}
        for w, scores in self._runner.in_turn(windows):
            collect(windows[w], scores, raws)
        judged = tuple(self._sentence(s, blocks, raws[k]) for k, s in enumerate(located) if k in raws)
        return self._analysis(judged, blocks, language(blocks[0].text) if units else UNDETERMINED)

    def _windows(self, located: Sequence[Located]) -> tuple[list[Unit], list[Window]]:
        units = tokenize(
            self._encoder.tokenizer,
            [s.text for s in located],
            [s.paragraph for s in located],
            [s.boundary for s in located],
        )
        first = next((k for k, u in enumerate(units) if located[u.sentence].block != CONTEXT), len(units))
        return units, list(pack(units, self._encoder.cls_id, self._encoder.sep_id, first_judged=first))

    def _judge(
        self, blocks: list[Block], context: list[Block], priority: Sequence[str], given_up: Callable[[], bool]
    ) -> Stream:
        located = locate(blocks, context)
        units, windows = self._windows(located)
        touches = [{located[u.sentence].block for u in w.rows} for w in windows]
        waiting = [0] * len(blocks)
        for b in (b for touched in touches for b in touched):
            waiting[b] += 1
        # The window of the block that is named first runs first; without a wish, reading order is the order.
        place = {name: n for n, name in reversed(list(enumerate(priority)))}
        wanted = {b: place[block.id] for b, block in enumerate(blocks) if block.id in place}
        rank = [min((wanted[b] for b in touched if b in wanted), default=len(priority)) for touched in touches]
        order = sorted(range(len(windows)), key=rank.__getitem__)
        looked_at = {w for w in order if rank[w] < len(priority)} or set(order[:1])
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
        with closing(self._runner.side_by_side(windows, order, looked_at, given_up)) as outputs:
            for w, scores in outputs:
                collect(windows[w], scores, raws)
                for b in sorted(touches[w]):
                    waiting[b] -= 1
                    if waiting[b] == 0:
                        yield finish(b)
        language = detect("\n".join(b.text for b in blocks)) if units else UNDETERMINED
        return self._analysis(tuple(s for b in range(len(blocks)) for s in judged[b]), blocks, language)

    def _sentence(self, located: Located, blocks: Sequence[Block], pieces: Sequence[Raw]) -> Sentence:
        return judged_sentence(
            self.config, self._encoder.reasons, self.thresholds, located, blocks[located.block], pieces
        )

    def _analysis(self, judged: tuple[Sentence, ...], blocks: Sequence[Block], language: str) -> Analysis:
        return Analysis(
            schema=SCHEMA,
            model=self.model,
            language=language,
            offsets="code-point",
            thresholds=dict(self.thresholds),
            sentences=judged,
            sources=ledger(judged, {b.id: b.text for b in blocks}, self.thresholds),
            summary=summarise(judged, self.thresholds),
        )


def _by_block(blocks: Sequence[Block], sentences: Sequence[Sentence]) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    found: dict[str, list[Sentence]] = {block.id: [] for block in blocks}
    for sentence in sentences:
        found[sentence.block].append(sentence)
    for name, members in found.items():
        yield name, tuple(members)
