"""The analysis as its users see it, with the model that ships."""

import json
import threading

import pytest
from reportedly import Analyzer, Block
from reportedly.analysis.types import in_utf16

HARBOUR = [
    "Mayor Lena Orbach opened the new harbour bridge in Tarnholm on Tuesday.",
    "Critics say the plan is doomed. Two people familiar with the talks said the builder was close to bankruptcy.",
    "The minister is reportedly considering a ban 😀 on heavy lorries.",
    "“We may have to wait,” said Finance Minister Ana Ruiz.",
]


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    return [Block(f"p{k}", text) for k, text in enumerate(HARBOUR)]


def flags_of(analysis) -> dict[str, tuple[str, ...]]:
    texts = dict(zip((f"p{k}" for k in range(9)), HARBOUR, strict=False))
    return {texts[s.block][s.start : s.end]: s.flags for s in analysis.sentences}


def test_flags_what_the_guidelines_flag(analyzer, blocks):
    flags = flags_of(analyzer.analyze_blocks(blocks))
    assert flags[HARBOUR[0]] == ()
    assert flags["Critics say the plan is doomed."] == ("vague_attribution",)
    assert flags["Two people familiar with the talks said the builder was close to bankruptcy."] == (
        "anonymous_source",
    )
    assert "hedged" in flags[HARBOUR[2]]
    assert flags[HARBOUR[3]] == ()


def test_says_which_words_show_it(analyzer, blocks):
    analysis = analyzer.analyze_blocks(blocks)
    words = {
        (s.kind, HARBOUR[int(sentence.block[1])][s.start : s.end])
        for sentence in analysis.sentences
        for s in sentence.spans
    }
    assert {
        ("source", "Critics"),
        ("cue", "say"),
        ("source", "Two people familiar with the talks"),
        ("hedge_cue", "reportedly"),
        ("quoted_hedge_cue", "may"),
        ("source", "Finance Minister Ana Ruiz"),
    } <= words


def test_the_json_is_as_documented(analyzer):
    found = analyzer.analyze("Critics say the plan is doomed.").to_dict()
    assert json.loads(json.dumps(found)) == found
    assert {"schema": 1, "language": "en", "offsets": "code-point"}.items() <= found.items()
    assert found["model"] == {"name": "reportedly-en", "version": analyzer.model.version}
    assert set(found["thresholds"]) == {
        "hedged",
        "anonymous_source",
        "vague_attribution",
        "unsourced_claim",
        "named_source",
    }
    [sentence] = found["sentences"]
    assert (sentence["block"], sentence["start"], sentence["end"]) == ("0", 0, 31)
    assert set(sentence["scores"]) == {*found["thresholds"], "uncertain"}
    assert sentence["explanations"]["vague_attribution"]
    assert {"kind": "source", "start": 0, "end": 7, "source_type": "vague", "attribution": 0} in sentence["spans"]
    assert found["summary"]["sentences"] == 1
    assert found["summary"]["attributed"] == {"named": 0, "anonymous": 0, "vague": 1, "none": 0}


def test_paragraphs_of_one_text_and_blocks_get_the_same_scores(analyzer, blocks):
    whole = analyzer.analyze("\n\n".join(HARBOUR))
    assert [s.scores for s in whole.sentences] == [s.scores for s in analyzer.analyze_blocks(blocks).sentences]


def test_priority_changes_no_decision(analyzer):
    many = [Block(str(k), HARBOUR[k % len(HARBOUR)]) for k in range(80)]
    plain = analyzer.analyze_blocks(many)
    assert analyzer.analyze_blocks(many, priority=["77", "41", "nobody"]) == plain


def test_a_stream_gives_each_block_once_and_ends_with_the_analysis(analyzer, blocks):
    stream = analyzer.stream_blocks([*blocks, Block("empty", "  ")])
    seen = {}
    while True:
        try:
            block, sentences = next(stream)
        except StopIteration as end:
            analysis = end.value
            break
        assert block not in seen
        seen[block] = sentences
    assert set(seen) == {"p0", "p1", "p2", "p3", "empty"}
    assert tuple(s for b in ("p0", "p1", "p2", "p3") for s in seen[b]) == analysis.sentences


def test_context_is_read_and_not_returned(analyzer):
    before = [Block("c", "A senior official at the ministry said the bridge would stay closed.")]
    analysis = analyzer.analyze_blocks([Block("n", "The official added that no date had been set.")], context=before)
    assert [s.block for s in analysis.sentences] == ["n"]
    assert analysis.sentences[0].flags == ("anonymous_source",)


def test_scores_are_the_same_alone_in_a_crowd_and_in_a_batch_of_texts(analyzer):
    text = "\n".join(HARBOUR)
    alone = analyzer.analyze(text)
    found = []
    threads = [threading.Thread(target=lambda: found.append(analyzer.analyze(text))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found += analyzer.analyze_many([text, "Another text.", text])
    assert [a.sentences for a in found if len(a.sentences) > 1] == [alone.sentences] * 8


def test_many_texts_come_in_order(analyzer):
    texts = [f"Pilot number {k} said so." + " He left." * (k % 3) for k in range(12)]
    assert [len(a.sentences) for a in analyzer.analyze_many(iter(texts))] == [1 + k % 3 for k in range(12)]


def test_sentences_are_judged_each_on_its_own(analyzer):
    given = ["  Critics say the plan is doomed. And so it is. ", "", "He left.", "\u200b"]
    found = analyzer.analyze_sentences(given)
    assert [len(a.sentences) for a in found][:3] == [1, 0, 1]
    assert len(found) == 4
    assert (found[0].sentences[0].start, found[0].sentences[0].end) == (2, 47)
    assert found[2] == analyzer.analyze_sentences(["He left."])[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00",
        "\u200b\u200b",
        "Critics \ud800\ud83d\ude00 say it may be \udfff late.",
        "…",
        "😀" * 3000,
        "a" * 100_000,
    ],
)
def test_no_text_is_refused(analyzer, text):
    analysis = analyzer.analyze(text)
    for sentence in analysis.sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert json.dumps(analysis.to_dict())
        for span in sentence.spans:
            assert sentence.start <= span.start < span.end <= sentence.end


def test_nothing_has_no_sentences_and_no_language(analyzer):
    assert analyzer.analyze("").sentences == ()
    assert analyzer.analyze("").language == "und"


def test_another_language_is_named(analyzer):
    text = (
        "Der Hafenmeister sagte am Dienstag, die Brücke bleibe bis zum Frühjahr geschlossen, weil niemand zahlen wolle."
    )
    assert analyzer.analyze(text).language == "de"


def test_strict_marks_no_more_than_balanced_and_sensitive_no_less(analyzer, blocks):
    strict, balanced, sensitive = (
        {
            (s.start, s.block, f)
            for s in analyzer.with_sensitivity(level).analyze_blocks(blocks).sentences
            for f in s.flags
        }
        for level in ("strict", "balanced", "sensitive")
    )
    assert strict <= balanced <= sensitive
    for label in analyzer.thresholds:
        levels = [analyzer.config.thresholds[level][label] for level in ("strict", "balanced", "sensitive")]
        assert levels == sorted(levels, reverse=True)


def test_own_thresholds(analyzer):
    none = analyzer.with_sensitivity("balanced", {"vague_attribution": 1.01}).analyze("Critics say the plan is doomed.")
    assert none.sentences[0].flags == ()
    assert none.thresholds["vague_attribution"] == 1.01


def test_unknown_settings_are_refused_by_name():
    with pytest.raises(ValueError, match="strict, balanced, sensitive, not 'brave'"):
        Analyzer(sensitivity="brave")
    with pytest.raises(ValueError, match="not 'tone'"):
        Analyzer(thresholds={"tone": 0.5})


def test_two_blocks_of_one_name_are_refused(analyzer):
    with pytest.raises(ValueError, match="same id"):
        analyzer.analyze_blocks([Block("a", "One."), Block("a", "Two.")])


def test_utf16_offsets_count_what_javascript_counts(analyzer):
    text = "😀 Critics say the plan 😀 is doomed. He left."
    analysis = analyzer.analyze(text)
    units = text.encode("utf-16-le")

    def cut(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le")

    for a, b in zip(analysis.sentences, in_utf16(analysis, {"0": text}).sentences, strict=True):
        assert text[a.start : a.end] == cut(b.start, b.end)
        for x, y in zip(a.spans, b.spans, strict=True):
            assert text[x.start : x.end] == cut(y.start, y.end)
        for r, q in zip(a.reasons, b.reasons, strict=True):
            assert [text[i:j] for i, j in r.words] == [cut(i, j) for i, j in q.words]
