"""Whatever is in a text, the analysis points into it, in both ways of counting at the same words."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reportedly import Analyzer, Block

from tests.web.client import Client
from tests.web.texts import HOSTILE, texts, whole

A_FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
articles = st.lists(texts, min_size=1, max_size=5)


def cut(text: str, start: int, end: int, unit: str) -> str:
    """The words between two offsets, as the side that counts so cuts them."""
    if unit == "code-point":
        assert 0 <= start < end <= len(text)
        return text[start:end]
    units = text.encode("utf-16-le")
    assert 0 <= start < end <= len(units) // 2
    return units[2 * start : 2 * end].decode("utf-16-le")  # fails in the middle of a character


def words(answer: dict[str, Any], blocks: dict[str, str]) -> list[tuple[str, list[str], list[str]]]:
    """Of each sentence its text, the texts of its spans and of its reasons' words; asserts that they stand in order."""
    unit, found = answer["offsets"], []
    ends = dict.fromkeys(blocks, 0)
    order = list(blocks)
    before = 0
    for sentence in answer["sentences"]:
        block, start, end = sentence["block"], sentence["start"], sentence["end"]
        assert before <= (before := order.index(block)), "sentences of blocks in their order"
        assert ends[block] <= start, "sentences do not overlap"
        ends[block] = end
        places = [(s["start"], s["end"]) for s in sentence["spans"]]
        triggers = [tuple(place) for reason in sentence["reasons"] for place in reason["words"]]
        assert all(start <= a < b <= end for a, b in places)
        text = blocks[block]
        found.append(
            (
                cut(text, start, end, unit),
                [cut(text, a, b, unit) for a, b in places],
                [cut(text, a, b, unit) for a, b in triggers],
            )
        )
        assert all(0 <= score <= 1 for score in sentence["scores"].values())
    for source in answer["sources"]:
        assert all(0 <= n < len(found) for n in source["sentences"])
        assert all(place["block"] in blocks for place in source["places"])
    assert answer["summary"]["sentences"] == len(found)
    return found


def both_ways(client: Client, article: list[str]) -> None:
    """Judge an article in both ways of counting; the words have to be the same."""
    blocks = {str(n): whole(text) for n, text in enumerate(article)}
    utf16 = client.analyze(*article)
    if utf16.status != 200:
        # Nothing but white space, or words that look like another language.
        assert (utf16.status, utf16.code) in {(400, "empty_text"), (422, "not_english")}
        return
    points = client.analyze(*article, offsets="code-point")
    assert words(utf16.json, blocks) == words(points.json, blocks)
    assert utf16.json["summary"] == points.json["summary"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(client: Client, name: str) -> None:
    both_ways(client, [HOSTILE[name], "The clerk said it may rain.", HOSTILE[name][::-1]])


@pytest.mark.parametrize("character", ["x", "😀", "\u0301"])
def test_a_megabyte_without_a_space(client: Client, character: str) -> None:
    size = 1_000_000 // len(character.encode())
    blocks = {"0": "The clerk said so.", "1": character * size, "2": "It may rain."}
    sent = {"blocks": [{"id": name, "text": text} for name, text in blocks.items()]}
    answer = client.as_machine("POST", "/v1/analyze", json.dumps(sent, ensure_ascii=False).encode())
    assert answer.status == 200
    found = words(answer.json, blocks)
    assert found[0][0] == blocks["0"]
    assert found[-1][0] == blocks["2"]


@given(articles)
@example(["0Bca0Viilo(cC'hknU001koRqicialsaVYilsaVaacVViiiiilloooss,said”"])  # once gave a comma as what was said
@A_FEW
def test_any_text(client: Client, article: list[str]) -> None:
    both_ways(client, article)


@pytest.mark.long
@given(articles)
@MANY
def test_any_text_at_length(client: Client, article: list[str]) -> None:
    both_ways(client, article)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    """The analyzer as a program of one's own uses it."""
    return Analyzer()


@given(articles)
@A_FEW
def test_in_python_no_text_is_refused(analyzer: Analyzer, article: list[str]) -> None:
    blocks = {str(n): text for n, text in enumerate(article)}
    analysis = analyzer.analyze_blocks([Block(name, text) for name, text in blocks.items()])
    words(analysis.to_dict(), blocks)
