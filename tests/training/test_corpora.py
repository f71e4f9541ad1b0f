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


def test_polnear_spans_are_cut_at_sentences_and_have_a_layer_of_their_own(tmp_path: Path):
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
        (("source",), "A pilot"),
        (("cue",), "said"),
        (("content",), "it may turn."),
    ]
    assert [third.text[m.start : m.end] for m in third.marks] == ["Critics"]
    assert {m.layer for m in second.marks} == {"relation", "content"}
    assert math.isnan(corpora.target_vector(second)[0])


def test_own_annotations_of_other_articles_are_offsets_that_find_their_text(tmp_path: Path):
    row = {
        "id": "a",
        "until": span("it may turn.")[1],
        "sentences": [
            {
                "start": span("A pilot")[0],
                "end": span("it may turn.")[1],
                "attributions": [{"type": "anonymous", "source": span("A pilot"), "cue": span("said")}],
                "quoted_hedge_cues": [span("may")],
            }
        ],
    }
    human = {"a": {"attributions": [{"source": [span("A pilot")], "cue": [span("said")], "content": []}]}}
    [article] = corpora.annotated(write(tmp_path / "x.jsonl", row), {"a": TEXT}, human)
    first, second, third = article.sentences
    assert first.targets == dict.fromkeys(first.targets, 0.0)  # read, and nothing found
    assert {label for label, value in second.targets.items() if value} == {
        "anonymous_source",
        "quoted_hedge",
        "attributed",
    }
    assert {m.layer for m in second.marks} == {"attribution", "relation", "hedge"}
    assert third.targets == {}  # after the end of what was read


def test_the_annotations_hold_no_text():
    def words(value) -> list[str]:
        if isinstance(value, dict):
            return [w for key, v in value.items() if key not in ("id", "type") for w in words(v)]
        if isinstance(value, list):
            return [w for v in value for w in words(v)]
        return [value] if isinstance(value, str) else []

    files = list(corpora.ANNOTATIONS.glob("*.jsonl"))
    rows = [row for file in files for row in corpora.read_lines(file)]
    assert len(files) == 2
    assert rows
    assert [row["id"] for row in rows if words(row)] == []


def test_wikipedia_sentences_lose_their_treebank_tokens(tmp_path: Path):
    row = {"text": "Skerry -LRB- an isle -RRB- is ``old''.", "uncertain": True, "cues": []}
    [article] = corpora.wikiweasel(write(tmp_path / "x.jsonl", row))
    assert article.text == 'Skerry ( an isle ) is "old".'


def test_about_a_tenth_is_held_out():
    assert 60 < sum(corpora.held_out(f"article-{k}") for k in range(1000)) < 140
