import json
import math
from pathlib import Path

from models.training import corpora

TEXT = "Storm nears Skerry.\n\nA pilot said it may turn. Critics disagree."


def write(path: Path, row: dict) -> Path:
    path.write_text(json.dumps(row) + "\n")
    return path


def span(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def gold(sentence: str, **labels) -> dict:
    start, end = span(sentence)
    empty = {"hedge_cues": [], "quoted_hedge_cues": [], "attributions": [], "unsourced_claim": False}
    return {"start": start, "end": end, "paragraph": 0, **empty, **labels}


def test_labels_are_projected_on_the_shipped_sentences(tmp_path: Path):
    attribution = {"type": "anonymous", "source": span("A pilot"), "cue": span("said")}
    row = {
        "id": "a",
        "text": TEXT,
        "sentences": [
            gold("Storm nears Skerry.", unsourced_claim=True),
            gold("A pilot said it may turn.", attributions=[attribution], quoted_hedge_cues=[span("may")]),
        ],
    }
    [article] = corpora.labelled(write(tmp_path / "x.jsonl", row))
    first, second, third = article.sentences
    assert first.targets["unsourced_claim"] == 1.0
    assert second.targets["anonymous_source"] == 1.0
    assert second.targets["hedged"] == 0.0
    assert {(m.kinds[0], second.text[m.start : m.end]) for m in second.marks} == {
        ("source:anonymous", "A pilot"),
        ("cue", "said"),
        ("quoted_hedge_cue", "may"),
    }
    assert third.layers == frozenset()
    assert all(math.isnan(value) for value in corpora.target_vector(third))


def test_polnear_spans_are_cut_at_sentences_and_leave_the_type_open(tmp_path: Path):
    content = [span("it may turn")[0], span("Critics")[1]]
    row = {
        "id": "a",
        "text": TEXT,
        "sentences": [],
        "attributions": [{"source": [span("A pilot")], "cue": [span("said")], "content": [content]}],
    }
    [article] = corpora.polnear(write(tmp_path / "x.jsonl", row))
    _, second, third = article.sentences
    assert [(m.kinds, second.text[m.start : m.end]) for m in second.marks] == [
        (("source:named", "source:anonymous", "source:vague"), "A pilot"),
        (("cue",), "said"),
        (("content",), "it may turn."),
    ]
    assert [third.text[m.start : m.end] for m in third.marks] == ["Critics"]
    assert math.isnan(corpora.target_vector(second)[0])


def test_wikipedia_sentences_lose_their_treebank_tokens(tmp_path: Path):
    row = {"text": "Skerry -LRB- an isle -RRB- is ``old''.", "uncertain": True, "cues": []}
    [article] = corpora.wikiweasel(write(tmp_path / "x.jsonl", row))
    assert article.text == 'Skerry ( an isle ) is "old".'


def test_about_a_tenth_is_held_out():
    assert 60 < sum(corpora.held_out(f"article-{k}") for k in range(1000)) < 140
