import pytest
from reportedly.analysis.segment import segment


def parts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in segment(text)]


def test_splits_sentences_and_keeps_abbreviations_whole():
    text = "Dr. Ilse Marten spoke at 9 a.m. in Tarnholm. Nobody asked. “It is late,” she said."
    assert parts(text) == [
        "Dr. Ilse Marten spoke at 9 a.m. in Tarnholm.",
        "Nobody asked.",
        "“It is late,” she said.",
    ]


def test_never_joins_two_paragraphs():
    text = "A heading without a full stop\n\nThe first sentence\r\nThe second"
    assert parts(text) == ["A heading without a full stop", "The first sentence", "The second"]
    assert [s.paragraph for s in segment(text)] == [0, 1, 2]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n", "\u2028"])
def test_gives_nothing_for_nothing(text: str):
    assert segment(text) == []


def test_leaves_white_space_out():
    text = "  One.   Two.  \n   Three. "
    assert parts(text) == ["One.", "Two.", "Three."]


def test_finds_the_boundaries_of_the_labelled_articles(shared):
    """The model was trained on these sentences; a change of segmenter has to be noticed."""
    import json

    exact = total = 0
    with (shared / "data" / "labelled" / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            found = {(s.start, s.end) for s in segment(article["text"])}
            exact += sum((s["start"], s["end"]) in found for s in article["sentences"])
            total += len(article["sentences"])
    assert exact >= 0.99 * total
