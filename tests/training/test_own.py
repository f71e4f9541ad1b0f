from pathlib import Path

import pytest

from models.training.own import own, parse


def test_reads_spans_and_labels_of_a_sentence():
    text, marks, targets = parse("<v:Critics> <c:<h:suggest>> it <q:may> close. ## claim")
    assert text == "Critics suggest it may close."
    assert {(m.kinds[0], text[m.start : m.end]) for m in marks} == {
        ("source:vague", "Critics"),
        ("cue", "suggest"),
        ("hedge_cue", "suggest"),
        ("quoted_hedge_cue", "may"),
    }
    assert {label for label, value in targets.items() if value} == {
        "vague_attribution",
        "attributed",
        "hedged",
        "quoted_hedge",
        "unsourced_claim",
    }


def test_carried_and_agentless_attributions_have_no_source_words():
    assert parse("He was tired. ## carried anonymous")[2]["anonymous_source"] == 1.0
    assert parse("It <c:is seen as> a trap. ## agentless vague")[2]["vague_attribution"] == 1.0
    assert parse("Rain fell.")[2]["attributed"] == 0.0


@pytest.mark.parametrize(
    ("line", "reason"),
    [("<a:He said.", "not closed"), ("He> said.", "closes nothing"), ("He left. ## sure", "unknown label sure")],
)
def test_bad_markup_is_named_with_file_and_line(tmp_path: Path, line: str, reason: str):
    (tmp_path / "001-storm.txt").write_text(f"# weather | wire\nStorm nears coast\n\n{line}\n")
    with pytest.raises(ValueError, match=f"001-storm.txt line 4: .*{reason}"):
        list(own(tmp_path))


def test_lays_out_paragraphs(tmp_path: Path):
    (tmp_path / "001-storm.txt").write_text("# weather | wire\nStorm nears coast\n\nOne fell.\nTwo <h:may> fall.\n")
    [article] = own(tmp_path)
    assert article.text == "Storm nears coast\n\nOne fell. Two may fall."
    assert [article.text[s.start : s.end] for s in article.sentences] == [s.text for s in article.sentences]
    assert [s.paragraph for s in article.sentences] == [0, 1, 1]


def test_every_article_of_the_project_is_well_formed():
    articles = list(own())
    sentences = [s for a in articles for s in a.sentences]
    assert len(articles) >= 80
    for label in ("hedged", "anonymous_source", "vague_attribution", "unsourced_claim"):
        assert sum(s.targets[label] for s in sentences) > 0.05 * len(sentences)
