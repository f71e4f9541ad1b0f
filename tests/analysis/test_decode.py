import numpy as np
import pytest
from reportedly.analysis.decode import Raw, calibrated, passed, source_types, spans, whole_words
from reportedly.analysis.encoder import Config, Encoder

TEXT = "Two people said it may rain."


@pytest.fixture(scope="module")
def config() -> Config:
    return Encoder().config


def tags(config: Config, words: list[str]) -> np.ndarray:
    """Logits that say plainly which tag each token carries; several tags of other layers joined by a space."""
    columns = [(layer.name, tag) for layer in config.tag_layers for tag in layer.tags]
    logits = np.full((len(words), len(columns)), -4.0, np.float32)
    for row, wanted in enumerate(words):
        for layer in config.tag_layers:
            here = [t for t in wanted.split() if t in layer.tags] or ["O"]
            logits[row, columns.index((layer.name, here[0]))] = 4.0
    return logits


def offsets(text: str) -> tuple[tuple[int, int], ...]:
    places, start = [], 0
    for word in text.replace(".", " .").split():
        start = text.index(word, start)
        places.append((start, start + len(word)))
        start += len(word)
    return tuple(places)


def decode(config: Config, words: list[str], text: str = TEXT, **more):
    raw = Raw(np.zeros(len(config.sentence_labels), np.float32), tags(config, words), offsets(text))
    return spans(config, raw, text, 10, **({"hedged": False, "types": ("anonymous", "vague", "named")} | more))


ANONYMOUS = [
    "B-source:anonymous",
    "I-source:anonymous",
    "B-cue",
    "B-content",
    "I-content B-quoted_hedge_cue",
    "I-content",
    "O",
]


def test_spans_of_one_attribution_share_its_number_and_count_from_the_block(config):
    found = decode(config, ANONYMOUS)
    assert [(s.kind, TEXT[s.start - 10 : s.end - 10]) for s in found] == [
        ("source", "Two people"),
        ("cue", "said"),
        ("content", "it may rain"),
        ("quoted_hedge_cue", "may"),
    ]
    assert found[0].source_type == "anonymous"
    assert [s.attribution for s in found[:3]] == [0, 0, 0]


def test_a_source_takes_its_type_from_what_the_sentence_rests_on(config):
    found = decode(config, ANONYMOUS, types=("vague",))
    assert found[0].source_type == "vague"


def test_one_layer_draws_the_borders_and_another_knows_the_type(config):
    words = ["B-source", "I-source B-source:anonymous", "B-cue", "O", "O", "O", "O"]
    found = decode(config, words)
    assert [(s.kind, TEXT[s.start - 10 : s.end - 10]) for s in found] == [("source", "Two people"), ("cue", "said")]
    assert found[0].source_type == "anonymous"


def test_what_the_drawing_layer_misses_is_shown_as_the_other_saw_it(config):
    found = decode(config, ["B-source:anonymous", "I-source:anonymous", "B-cue", "O", "O", "O", "O"])
    assert [(s.kind, TEXT[s.start - 10 : s.end - 10]) for s in found] == [("source", "Two people"), ("cue", "said")]


def test_a_sentence_that_rests_on_nobody_has_no_content(config):
    assert [s.kind for s in decode(config, ANONYMOUS, types=())] == ["source", "cue", "quoted_hedge_cue"]


def test_two_attributions_keep_apart(config):
    text = "Ana said so but critics say no"
    words = ["B-source:named", "B-cue", "B-content", "O", "B-source:vague", "B-cue", "B-content"]
    found = decode(config, words, text)
    assert [(s.kind, s.attribution) for s in found] == [
        ("source", 0),
        ("cue", 0),
        ("content", 0),
        ("source", 1),
        ("cue", 1),
        ("content", 1),
    ]


def test_an_inside_tag_without_a_beginning_still_opens_a_span(config):
    found = decode(config, ["I-source:named", "I-source:named", "I-cue", "O", "O", "O", "O"])
    assert [(s.kind, TEXT[s.start - 10 : s.end - 10]) for s in found] == [("source", "Two people"), ("cue", "said")]


def test_a_comma_alone_is_no_span(config):
    found = decode(config, ["B-source:named", "B-content", "B-cue", "O"], "Ana , said so")
    assert [(s.kind, s.end - s.start) for s in found] == [("source", 3), ("cue", 4)]


def test_a_hedged_sentence_shows_its_faint_cue(config):
    raw_tags = tags(config, ["O"] * 7)
    column = [t for layer in config.tag_layers for t in layer.tags].index("B-hedge_cue")
    raw_tags[4, column] = 3.5  # "may": second best to no tag
    raw = Raw(np.zeros(len(config.sentence_labels), np.float32), raw_tags, offsets(TEXT))
    assert spans(config, raw, TEXT, 0, hedged=False) == ()
    [span] = spans(config, raw, TEXT, 0, hedged=True)
    assert (span.kind, TEXT[span.start : span.end]) == ("hedge_cue", "may")


def test_scores_are_probabilities_and_flags_pass_thresholds(config):
    judged = np.linspace(-40, 40, len(config.sentence_labels)).astype(np.float32)
    scores = calibrated(config, judged)
    assert list(scores) == [
        "hedged",
        "anonymous_source",
        "vague_attribution",
        "unsourced_claim",
        "named_source",
        "uncertain",
    ]
    assert all(0.0 <= p <= 1.0 for p in scores.values())
    exact = dict(scores)
    assert passed(scores, exact) == ("hedged", "anonymous_source", "vague_attribution", "unsourced_claim")
    assert passed(scores, {k: v + 0.001 for k, v in exact.items()}) == ()
    assert source_types(scores, exact) == ("anonymous", "vague", "named")


@pytest.mark.parametrize(
    ("span", "wider"),
    [((2, 5), (0, 5)), ((0, 3), (0, 5)), ((5, 8), (7, 9)), ((6, 9), (7, 9)), ((0, 7), (0, 5))],
)
def test_spans_cut_no_word(span, wider):
    assert whole_words("Maybe, no.", *span) == wider
