"""What makes the analysis fast changes nothing about it: windows in the pool, in memory, in any order, under load."""

import threading
from collections.abc import Iterator

import pytest
from reportedly import Analyzer, Block
from reportedly.analysis.article import locate
from reportedly.analysis.pool import GivenUp
from reportedly.analysis.types import Analysis
from reportedly.analysis.windows import pack, tokenize

from tests.articles import paragraphs


def blocks_of(texts: list[str]) -> list[Block]:
    # Named after their text, as ids that stay the same when another block is inserted.
    return [Block(f"p{hash(text)}", text) for text in texts]


@pytest.fixture
def analyzer() -> Iterator[Analyzer]:
    """One with nothing in its memory."""
    analyzer = Analyzer()
    yield analyzer
    analyzer.close()


@pytest.fixture(scope="module")
def expected() -> Analysis:
    """A 60-paragraph article, judged one window after another."""
    return next(Analyzer(threads=1).analyze_many(["\n\n".join(paragraphs(60))]))


def test_scores_are_bit_identical_alone_under_load_and_in_a_scan(analyzer: Analyzer, expected: Analysis) -> None:
    others = [paragraphs(12, seed) for seed in (5, 6, 7)]
    found: list[Analysis] = []

    def read(texts: list[str]) -> None:
        analysis = analyzer.analyze_blocks(blocks_of(texts), priority=[f"p{hash(texts[-1])}"])
        if len(texts) == 60:
            found.append(analysis)

    threads = [threading.Thread(target=read, args=(texts,)) for texts in (*others, paragraphs(60), paragraphs(60))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for analysis in found:
        assert [s.scores for s in analysis.sentences] == [s.scores for s in expected.sentences]
        assert [s.flags for s in analysis.sentences] == [s.flags for s in expected.sentences]
    assert len(found) == 2


def test_a_repeated_page_is_remembered_whole(analyzer: Analyzer) -> None:
    article = blocks_of(paragraphs(12))
    first = analyzer.analyze_blocks(article)
    before = analyzer.remembered()
    assert analyzer.analyze_blocks(article) == first
    after = analyzer.remembered()
    assert after.answers.hits == before.answers.hits + 1
    assert after.windows == before.windows


def test_a_repeated_page_streams_the_same_blocks(analyzer: Analyzer) -> None:
    article = [*blocks_of(paragraphs(6)), Block("empty", " ")]
    first, second = (dict(analyzer.stream_blocks(article)) for _ in range(2))
    assert first == second
    assert set(first) == {block.id for block in article}


def test_another_sensitivity_needs_no_run_of_the_model(analyzer: Analyzer) -> None:
    article = blocks_of(paragraphs(12))
    balanced = analyzer.analyze_blocks(article)
    before = analyzer.remembered().windows
    strict = analyzer.with_sensitivity("strict").analyze_blocks(article)
    after = analyzer.remembered().windows
    assert after.misses == before.misses
    assert after.hits == before.misses
    assert strict.thresholds != balanced.thresholds
    assert [s.scores for s in strict.sentences] == [s.scores for s in balanced.sentences]


def test_a_page_with_an_inserted_paragraph_is_remembered_for_the_most_part(analyzer: Analyzer) -> None:
    texts = paragraphs(60)
    analyzer.analyze_blocks(blocks_of(texts))
    before = analyzer.remembered().windows
    changed = [*texts[:30], *paragraphs(1, seed=100), *texts[30:]]
    found = analyzer.analyze_blocks(blocks_of(changed))
    after = analyzer.remembered().windows
    hits, misses = after.hits - before.hits, after.misses - before.misses
    assert misses
    assert hits / (hits + misses) >= 0.8
    assert found == Analyzer().analyze_blocks(blocks_of(changed))


def test_wherever_a_paragraph_is_inserted_most_windows_stay_as_they_were(analyzer: Analyzer) -> None:
    shares = []
    for seed in (1, 2, 3):
        texts = paragraphs(60, seed)
        known = set(layout(analyzer, texts))
        for place in range(0, 61, 4):
            windows = layout(analyzer, [*texts[:place], *paragraphs(1, seed=100), *texts[place:]])
            shares.append(sum(window in known for window in windows) / len(windows))
    assert sum(shares) / len(shares) >= 0.8


def layout(analyzer: Analyzer, texts: list[str]) -> list[tuple[object, ...]]:
    located = locate(blocks_of(texts), [])
    encoder = analyzer._encoder
    units = tokenize(
        encoder.tokenizer, [s.text for s in located], [s.paragraph for s in located], [s.boundary for s in located]
    )
    return [(w.ids, w.spans) for w in pack(units, encoder.cls_id, encoder.sep_id)]


def test_the_block_that_is_named_first_is_judged_first(analyzer: Analyzer) -> None:
    article = [Block(str(n), text) for n, text in enumerate(paragraphs(40))]
    one = Analyzer(threads=1)
    blocks = [block for block, _ in one.stream_blocks(article, priority=["33", "2", "17"])]
    assert blocks.index("33") < 12  # the blocks of one window come out together
    assert blocks.index("33") < blocks.index("2") < blocks.index("17") < blocks.index("0") + 12
    assert blocks.index("17") < blocks.index("25")


def test_two_texts_that_differ_only_for_the_eye_of_a_reader_are_told_apart(analyzer: Analyzer) -> None:
    # The tokenizer ignores case: the same window, so the same scores, but not the same words.
    lower, upper = (analyzer.analyze(text) for text in ("Critics say it is doomed.", "CRITICS SAY it is doomed."))
    assert [s.scores for s in lower.sentences] == [s.scores for s in upper.sentences]
    assert analyzer.remembered().windows.hits == 1
    assert lower.sources[0].name != upper.sources[0].name


def test_nothing_is_judged_for_one_who_left(analyzer: Analyzer) -> None:
    with pytest.raises(GivenUp):
        list(analyzer.stream_blocks(blocks_of(paragraphs(3)), given_up=lambda: True))
    assert analyzer.remembered().windows.entries == 0
