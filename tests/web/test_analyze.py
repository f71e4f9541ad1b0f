"""Judging texts over HTTP. What the model says is not asked here, only that what it says arrives whole."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportedly import Analyzer, Block

from tests.web.client import CHROME, FIREFOX, Answer, Client, Clock
from tests.web.conftest import ready

ARTICLE = [
    "The bridge at Low Haven 🌉 may close for a year.",
    "Two people briefed on the plans said that the piers had cracked. They added that nobody was told.",
    "“We might know more by June,” said Ana Ruiz, the town’s engineer. 🚧 Critics say she waited too long.",
    "Traffic has doubled since the tunnel flooded.",
]
FRENCH = (
    "Le conseil municipal a voté mardi soir la fermeture du vieux pont pour une année entière. Les habitants de la "
    "rive gauche craignent que leurs commerces ne survivent pas à l’hiver, car la plupart des clients viennent de loin."
)


def blocks(texts: list[str]) -> list[dict[str, str]]:
    return [{"id": str(n), "text": text} for n, text in enumerate(texts)]


def lines(answer: Answer) -> list[Any]:
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.body.splitlines()]


def utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_the_answer_is_what_the_analyzer_says(client: Client) -> None:
    answer = client.analyze(*ARTICLE, offsets="code-point")
    expected = Analyzer().analyze_blocks([Block(str(n), text) for n, text in enumerate(ARTICLE)])
    assert answer.json == json.loads(json.dumps(expected.to_dict()))


def test_offsets_count_utf16_unless_asked_otherwise(client: Client) -> None:
    found = client.analyze(*ARTICLE).json
    points = client.analyze(*ARTICLE, offsets="code-point").json
    assert (found["offsets"], points["offsets"]) == ("utf-16", "code-point")
    for unit, point in zip(found["sentences"], points["sentences"], strict=True):
        text = ARTICLE[int(unit["block"])]
        assert utf16(text, unit["start"], unit["end"]) == text[point["start"] : point["end"]]
        pairs = [(s["start"], s["end"]) for s in unit["spans"]] + [
            tuple(w) for r in unit["reasons"] for w in r["words"]
        ]
        others = [(s["start"], s["end"]) for s in point["spans"]] + [
            tuple(w) for r in point["reasons"] for w in r["words"]
        ]
        assert [utf16(text, *pair) for pair in pairs] == [text[a:z] for a, z in others]
    assert any(a["end"] != b["end"] for a, b in zip(found["sentences"], points["sentences"], strict=True))


def test_lines_say_the_same_as_the_whole(client: Client) -> None:
    whole = client.analyze(*ARTICLE).json
    *found, last = lines(
        client.as_machine("POST", "/v1/analyze", {"blocks": blocks(ARTICLE)}, Accept="application/x-ndjson")
    )
    assert sorted(line["block"] for line in found) == ["0", "1", "2", "3"]
    in_order = sorted(found, key=lambda line: int(line["block"]))
    assert [s for line in in_order for s in line["sentences"]] == whole.pop("sentences")
    assert last == whole


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, application/x-ndjson;q=0.5", ""])
def test_lines_are_sent_only_when_they_are_preferred(client: Client, accept: str) -> None:
    answer = client.as_machine("POST", "/v1/analyze", {"blocks": blocks(ARTICLE)}, Accept=accept)
    assert answer.headers["content-type"] == "application/json"


def test_priority_changes_no_decision(client: Client) -> None:
    whole = client.analyze(*ARTICLE).json
    assert client.analyze(*ARTICLE, priority=["3", "1", "no such block"]).json == whole


def test_sensitivity_moves_the_thresholds(client: Client) -> None:
    strict, sensitive = (client.analyze(*ARTICLE, sensitivity=s).json for s in ("strict", "sensitive"))
    presets = Analyzer().config.thresholds
    assert (strict["thresholds"], sensitive["thresholds"]) == (presets["strict"], presets["sensitive"])
    assert [s["scores"] for s in strict["sentences"]] == [s["scores"] for s in sensitive["sentences"]]


def test_context_is_read_and_not_returned(client: Client) -> None:
    found = client.as_machine(
        "POST", "/v1/analyze", {"blocks": blocks(ARTICLE)[2:], "context": blocks(ARTICLE)[:2]}
    ).json
    assert {s["block"] for s in found["sentences"]} == {"2", "3"}
    assert found["summary"]["sentences"] == len(found["sentences"])


def test_parts_of_an_article_add_up(client: Client) -> None:
    whole = client.analyze(*ARTICLE).json
    parts = blocks(ARTICLE)
    first = client.as_machine("POST", "/v1/analyze", {"article": "a", "blocks": parts[:2]}).json
    second = client.as_machine("POST", "/v1/analyze", {"article": "a", "blocks": parts[2:], "context": parts[:2]}).json
    assert second["summary"]["sentences"] == whole["summary"]["sentences"]
    assert second["summary"]["sentences"] == len(first["sentences"]) + len(second["sentences"])
    starts = {(s["block"], s["start"]) for s in first["sentences"] + second["sentences"]}
    for source in second["sources"]:
        assert {(p["block"], p["start"]) for p in source["places"]} <= starts
        here = [(second["sentences"][n]["block"], second["sentences"][n]["start"]) for n in source["sentences"]]
        assert here == [(p["block"], p["start"]) for p in source["places"] if p["block"] in {"2", "3"}]
    assert any(p["block"] == "1" for source in second["sources"] for p in source["places"])


def test_a_whole_article_with_an_id_is_what_it_is_without(client: Client) -> None:
    assert client.analyze(*ARTICLE, article="whole").json == client.analyze(*ARTICLE).json


def test_a_block_that_is_sent_again_replaces_the_old_one(client: Client) -> None:
    client.analyze(*ARTICLE, article="again")
    found = client.as_machine(
        "POST", "/v1/analyze", {"article": "again", "blocks": [{"id": "1", "text": "Now it is one sentence."}]}
    ).json
    assert found["summary"]["sentences"] == client.analyze(*ARTICLE).json["summary"]["sentences"] - 1


def test_an_article_is_forgotten_after_ten_minutes(fresh: Client, clock: Clock) -> None:
    ready(fresh)
    first = fresh.analyze(ARTICLE[1], article="a").json["summary"]["sentences"]
    late = {"article": "a", "blocks": [{"id": "9", "text": ARTICLE[3]}]}
    clock.now += 599
    assert fresh.as_machine("POST", "/v1/analyze", late).json["summary"]["sentences"] == first + 1
    clock.now += 600
    assert fresh.as_machine("POST", "/v1/analyze", late).json["summary"]["sentences"] == 1


def test_articles_of_two_extensions_do_not_mix(fresh: Client) -> None:
    ready(fresh)
    one, other = fresh.pair(CHROME), fresh.pair(FIREFOX)
    for paired in (one, other):
        answer = fresh.send(
            "POST",
            "/v1/analyze",
            {"article": "same id", "blocks": [{"id": paired.client, "text": ARTICLE[3]}]},
            Authorization=f"Bearer {paired.token}",
            Origin=paired.origin,
        )
        assert answer.json["summary"]["sentences"] == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"", 400, "broken_json", None),
        (b'{"blocks":', 400, "broken_json", None),
        (b"{'blocks': []}", 400, "broken_json", None),
        (b'{"blocks": [{"id": "0", "text": "\xff"}]}', 400, "broken_json", None),
        (b'{"blocks": [{"id": "0", "text": "\\ud83d', 400, "broken_json", None),
        (b"[" * 100_000, 400, "wrong_shape", "$"),
        (b'{"blocks": [], "x": ' + b"[" * 100_000, 400, "broken_json", None),
        (b'"\\ud800' + b"[" * 100_000, 400, "broken_json", None),
        (b"[]", 400, "wrong_shape", "$"),
        (b"{}", 400, "wrong_shape", "$"),
        (b'{"blocks": "text"}', 400, "wrong_shape", "$.blocks"),
        (b'{"blocks": [{"id": "0"}]}', 400, "wrong_shape", "$.blocks[0]"),
        (b'{"blocks": [{"id": 0, "text": "A word."}]}', 400, "wrong_shape", "$.blocks[0].id"),
        (b'{"blocks": [{"id": "0", "text": null}]}', 400, "wrong_shape", "$.blocks[0].text"),
        (b'{"blocks": [{"id": "0", "text": "A word."}], "offsets": "bytes"}', 400, "wrong_shape", "$.offsets"),
        (b'{"blocks": [{"id": "0", "text": "\\ud83d"}], "offsets": "bytes"}', 400, "wrong_shape", "$.offsets"),
        ({"blocks": []}, 400, "empty_text", "$.blocks"),
        ({"blocks": blocks(["", " \n\t\u00a0\u3000"])}, 400, "empty_text", "$.blocks"),
        ({"blocks": blocks([""]), "context": [{"id": "c", "text": "A word."}]}, 400, "empty_text", "$.blocks"),
        ({"blocks": blocks(["A word."]) * 2}, 400, "duplicate_id", "$.blocks"),
        ({"blocks": blocks(["A word."]), "context": blocks(["A word."])}, 400, "duplicate_id", "$.blocks"),
        ({"blocks": blocks(["A word."] * 5001)}, 400, "too_many_blocks", "$.blocks"),
        ({"blocks": [{"id": "x" * 201, "text": "A word."}]}, 400, "long_id", "$.blocks"),
        ({"blocks": blocks(["A word."]), "article": "x" * 201}, 400, "long_id", "$.blocks"),
        ({"blocks": blocks(["A word."]), "priority": ["x" * 201]}, 400, "long_id", "$.blocks"),
        ({"blocks": blocks(["A word."]), "priority": ["0"] * 5001}, 400, "too_many_blocks", "$.blocks"),
        ({"blocks": blocks([FRENCH])}, 422, "not_english", "$.blocks"),
        (b"x" * 3_000_000, 413, "too_large", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_gets_a_message_of_its_own(
    client: Client, body: object, status: int, code: str, field: str | None
) -> None:
    answer = client.as_machine("POST", "/v1/analyze", body)
    assert answer.status == status
    error = answer.json["error"]
    assert (error["code"], error.get("field")) == (code, field)
    assert len(error["message"]) > 20
    assert "\n" not in error["message"]
    assert client.analyze("The next request is answered.").status == 200


def test_another_language_is_named(client: Client) -> None:
    error = client.analyze(FRENCH).json["error"]
    assert error["language"] == "fr"
    assert "fr" in error["message"]


def test_an_english_article_may_quote_another_language(client: Client) -> None:
    late = {"blocks": [{"id": "9", "text": FRENCH[:60]}], "context": blocks(ARTICLE)}
    assert client.as_machine("POST", "/v1/analyze", late).status == 200


def test_as_many_blocks_as_allowed_are_taken(client: Client) -> None:
    answer = client.analyze("The bridge is closed.", *[""] * 4999)
    assert answer.status == 200


def test_unknown_fields_are_left_for_newer_servers(client: Client) -> None:
    assert client.analyze("A word.", colour="red").status == 200


@given(st.text(st.characters(codec=None), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_and_every_offset_points_into_it(client: Client, text: str) -> None:
    # Lone surrogates arrive as JavaScript sends them, and count one unit each.
    answer = client.analyze("The bridge is closed for good now.", text)
    assert answer.status in {200, 422}
    if answer.status == 200:
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        for sentence in answer.json["sentences"]:
            if sentence["block"] == "1":
                assert 0 <= sentence["start"] < sentence["end"] <= length


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nothing"), ("GET", "/v1//status"), ("GET", "/../serve.py"), ("GET", "/page/index.html")],
)
def test_an_unknown_address_is_not_found(client: Client, method: str, path: str) -> None:
    assert client.send(method, path).code == "not_found"


def test_a_wrong_method_is_told_the_right_ones(client: Client) -> None:
    answer = client.send("GET", "/v1/analyze")
    assert (answer.status, answer.code) == (405, "wrong_method")
    assert "POST" in answer.headers["allow"]
