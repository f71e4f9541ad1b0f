"""What a reader of the two articles in tests/data is told, by the model that ships. Only what no good model misses."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data"


@pytest.fixture(scope="module")
def trained() -> None:
    """Skips where the model was only made to try the pipeline."""
    metrics = ROOT / "models/reportedly-en/metrics.json"
    if not metrics.is_file() or json.loads(metrics.read_text("utf-8")).get("quick"):
        pytest.skip("the model here is a smoke model, whose judgement means nothing")


@pytest.fixture
def judged(run: Run, trained: None, request: pytest.FixtureRequest) -> dict[str, Any]:
    """The analysis of the article, each sentence with its text."""
    file = DATA / request.param
    answer: dict[str, Any] = json.loads(run("check", file, "--format", "json").out)
    text = file.read_text("utf-8")
    for sentence in answer["sentences"]:
        sentence["text"] = text[sentence["start"] : sentence["end"]]
    return answer


def sentence(answer: dict[str, Any], begins: str) -> dict[str, Any]:
    return next(s for s in answer["sentences"] if s["text"].startswith(begins))


harbour = pytest.mark.parametrize("judged", ["harbour.txt"], indirect=True)
clinic = pytest.mark.parametrize("judged", ["clinic.txt"], indirect=True)


@harbour
@pytest.mark.parametrize(
    ("begins", "flag", "code"),
    [
        ("The board is reportedly", "hedged", "hearsay"),
        ("A senior port official", "anonymous_source", "unnamed_person"),
        ("Two people familiar", "anonymous_source", "unnamed_group"),
        ("Critics say", "vague_attribution", "unnamed_crowd"),
        ("The closure could trigger", "hedged", "possibility"),
    ],
)
def test_each_flag_is_raised_where_it_belongs_and_says_why(
    judged: dict[str, Any], begins: str, flag: str, code: str
) -> None:
    found = sentence(judged, begins)
    assert flag in found["flags"]
    assert code in {r["code"] for r in found["reasons"] if r["flag"] == flag}


@harbour
def test_what_rests_on_a_name_has_no_flag(judged: dict[str, Any]) -> None:
    for begins in ("“We have looked at every number", "According to a report", "“I read every page"):
        assert sentence(judged, begins)["flags"] == [], begins


@harbour
def test_the_ledger_joins_the_official_and_the_named(judged: dict[str, Any]) -> None:
    position = {s["text"]: n for n, s in enumerate(judged["sentences"])}
    official = next(n for t, n in position.items() if t.startswith("A senior port official"))
    added = next(n for t, n in position.items() if t.startswith("The official added"))
    entry = next(s for s in judged["sources"] if official in s["sentences"] and s["type"] == "anonymous")
    assert added in entry["sentences"]
    assert "senior port official" in entry["name"]
    named = [s for s in judged["sources"] if s["type"] == "named" and "Oyelaran" in s["name"]]
    assert len(named) == 1
    assert len(named[0]["sentences"]) >= 2


@clinic
def test_the_second_article_has_every_flag(judged: dict[str, Any]) -> None:
    assert all(judged["summary"]["by_flag"].values())
    assert "anonymous_source" in sentence(judged, "Several nurses")["flags"]
    assert "hedged" in sentence(judged, "It remains to be seen")["flags"]
    assert sentence(judged, "“This is a decision")["flags"] == []
