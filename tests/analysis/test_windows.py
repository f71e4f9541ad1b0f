import random
from pathlib import Path

import pytest
from reportedly.analysis.encoder import model_folder
from reportedly.analysis.windows import CONTEXT_TOKENS, PIECE_TOKENS, WINDOW_TOKENS, is_boundary, pack, tokenize
from tokenizers import Tokenizer

CLS, SEP = 101, 102
WORDS = (Path(__file__).parents[1] / "data" / "harbour.txt").read_text("utf-8").split()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(model_folder() / "tokenizer.json"))


def article(count: int, seed: int = 3) -> tuple[list[str], list[int]]:
    """Sentences of random length, two to a paragraph."""
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(3, 40))) + "." for _ in range(count)], [
        k // 2 for k in range(count)
    ]


def units_of(tokenizer, sentences, paragraphs):
    texts: dict[int, str] = {}
    for s, p in zip(sentences, paragraphs, strict=True):
        texts[p] = f"{texts[p]} {s}" if p in texts else s
    return tokenize(tokenizer, sentences, paragraphs, [is_boundary(texts[p]) for p in paragraphs])


def test_every_sentence_is_judged_once_and_in_order(tokenizer):
    sentences, paragraphs = article(60)
    windows = list(pack(units_of(tokenizer, sentences, paragraphs), CLS, SEP))
    assert [u.sentence for w in windows for u in w.rows] == list(range(60))
    for window in windows:
        assert len(window.ids) <= WINDOW_TOKENS
        for unit, (first, last) in zip(window.rows, window.spans, strict=True):
            assert window.ids[first:last] == unit.ids


def test_offsets_point_into_the_sentence(tokenizer):
    [unit] = tokenize(tokenizer, ["Naïve 😀 pilots said so"], [0], [False])
    assert [("Naïve 😀 pilots said so")[a:b] for a, b in unit.offsets] == ["Naïve", "😀", "pilots", "said", "so"]


def test_a_window_reads_up_to_two_sentences_of_context(tokenizer):
    sentences = ["One two three."] * 200
    windows = list(pack(tokenize(tokenizer, sentences, [0] * 200, [False] * 200), CLS, SEP))
    assert len(windows) > 1
    assert windows[0].spans[0][0] == 1
    assert windows[1].spans[0][0] == 1 + 2 * (4 + 1)


def test_a_long_sentence_before_is_cut_at_its_front(tokenizer):
    sentences = ["word " * 200, "The official added that it was late."]
    windows = list(pack(tokenize(tokenizer, sentences, [0, 1], [False, True]), CLS, SEP))
    assert windows[1].spans[0][0] == 1 + CONTEXT_TOKENS + 1


def test_a_very_long_sentence_is_judged_in_pieces(tokenizer):
    units = tokenize(tokenizer, ["word " * 1000], [0], [False])
    windows = list(pack(units, CLS, SEP))
    assert [len(u.ids) for u in units] == [PIECE_TOKENS] * 3 + [1000 - 3 * PIECE_TOKENS]
    assert all(len(w.ids) <= WINDOW_TOKENS for w in windows)
    assert {u.sentence for w in windows for u in w.rows} == {0}


def test_context_of_an_earlier_request_is_read_and_not_judged(tokenizer):
    sentences, paragraphs = article(6)
    units = units_of(tokenizer, sentences, paragraphs)
    windows = list(pack(units, CLS, SEP, first_judged=4))
    assert [u.sentence for w in windows for u in w.rows] == [4, 5]
    assert windows[0].spans[0][0] > 1


def test_an_inserted_paragraph_changes_few_windows(tokenizer):
    """Packing starts afresh at boundaries that the text itself decides."""
    sentences, paragraphs = article(400)
    before = {w.ids for w in pack(units_of(tokenizer, sentences, paragraphs), CLS, SEP)}
    longer = [*sentences[:100], "A late paragraph came in.", *sentences[100:]]
    moved = [*paragraphs[:100], 50, *(p + 1 for p in paragraphs[100:])]
    after = [w.ids for w in pack(units_of(tokenizer, longer, moved), CLS, SEP)]
    assert sum(ids not in before for ids in after) <= 6 < len(after) / 4
