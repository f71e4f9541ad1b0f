"""Feedback: only what the person sent, only on this machine, and gone when they say so."""

import stat
from pathlib import Path
from typing import Any

import pytest
from reportedly.web import feedback as box
from reportedly.web.feedback import DATABASE

from tests.web.client import CHROME, FIREFOX, Answer, Client

SENTENCE = "Officials in Low Haven said the ferry may return — perhaps \N{SHIP}."
SENT: dict[str, Any] = {
    "sentence": SENTENCE,
    "flag": "anonymous_source",
    "verdict": "wrong",
    "model": {"name": "reportedly-en", "version": "1.0.0"},
}


def send(client: Client, **changed: object) -> Answer:
    return client.as_machine("POST", "/v1/feedback", {**SENT, **changed})


def kept(client: Client) -> list[dict[str, Any]]:
    return list(client.as_machine("GET", "/v1/feedback").json["feedback"])


def test_what_was_sent_is_kept_and_nothing_else(fresh: Client) -> None:
    assert kept(fresh) == []
    first = send(fresh)
    assert first.status == 201
    second = send(fresh, note="They are named in the next line.", article="not ours to keep", verdict="missing").json
    assert kept(fresh) == [
        {"id": first.json["id"], **SENT},
        {"id": second["id"], **SENT, "verdict": "missing", "note": "They are named in the next line."},
    ]
    assert b"not ours to keep" not in (fresh.folder / DATABASE).read_bytes()


def test_nothing_is_on_the_disk_until_somebody_sends_some(fresh: Client) -> None:
    fresh.analyze(SENTENCE)
    kept(fresh)
    fresh.as_machine("DELETE", "/v1/feedback")
    assert not (fresh.folder / DATABASE).exists()
    send(fresh)
    assert stat.S_IMODE((fresh.folder / DATABASE).stat().st_mode) == 0o600


def test_what_is_deleted_is_gone_from_the_file(fresh: Client) -> None:
    ids = [send(fresh, sentence=f"{SENTENCE} {n}").json["id"] for n in range(3)]
    assert fresh.as_machine("DELETE", f"/v1/feedback/{ids[1]}").status == 204
    assert [one["id"] for one in kept(fresh)] == [ids[0], ids[2]]
    assert fresh.as_machine("DELETE", f"/v1/feedback/{ids[1]}").code == "no_such_feedback"
    assert fresh.as_machine("DELETE", "/v1/feedback").status == 204
    assert kept(fresh) == []
    assert b"Low Haven" not in b"".join(p.read_bytes() for p in fresh.folder.iterdir())


def test_an_extension_may_send_and_take_back_but_not_read(fresh: Client) -> None:
    one, other = fresh.pair(CHROME), fresh.pair(FIREFOX)
    bearer = {"Authorization": f"Bearer {one.token}", "Origin": CHROME}
    sent = fresh.send("POST", "/v1/feedback", SENT, **bearer)
    assert sent.status == 201
    assert fresh.send("GET", "/v1/feedback", Authorization=f"Bearer {other.token}").code == "wrong_token"
    assert fresh.send("DELETE", "/v1/feedback", **bearer).code == "wrong_token"
    assert len(kept(fresh)) == 1
    assert fresh.send("DELETE", f"/v1/feedback/{sent.json['id']}", **bearer).status == 204
    assert kept(fresh) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sentence": " \n"}, None),
        ({"sentence": "x" * 4001}, "$.sentence"),
        ({"note": "x" * 2001}, "$.note"),
        ({"model": {"name": "x" * 101, "version": "1"}}, "$.model.name"),
        ({"model": {"name": "x", "version": "1" * 101}}, "$.model.version"),
        ({"flag": "uncertain"}, "$.flag"),
        ({"verdict": "maybe"}, "$.verdict"),
        ({"model": None}, "$.model"),
        ({"note": 3}, "$.note"),
    ],
)
def test_what_cannot_be_kept_is_refused(fresh: Client, changed: dict[str, Any], field: str | None) -> None:
    answer = send(fresh, **changed)
    assert answer.status == 400
    assert answer.json["error"].get("field") == field
    assert kept(fresh) == []


def test_it_does_not_grow_without_end(fresh: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "MAX_FEEDBACK", 2)
    assert [send(fresh).status for _ in range(3)] == [201, 201, 413]
    fresh.as_machine("DELETE", "/v1/feedback")
    assert send(fresh).status == 201


@pytest.mark.parametrize("text", ["\x00 a \x1b[31m", "\u202edog\u202c", "\ud800 half", "👩‍👩‍👧 and é", "x" * 4000])
def test_any_text_comes_back_as_it_was(fresh: Client, text: str) -> None:
    send(fresh, sentence=text, note=text[:2000])
    (one,) = kept(fresh)
    assert one["sentence"] == text.replace("\ud800", "\ufffd")
    assert one["note"] == one["sentence"][:2000]


def test_a_damaged_file_is_told(fresh: Client) -> None:
    path: Path = fresh.folder / DATABASE
    path.write_bytes(b"not a database at all" * 100)
    answer = send(fresh)
    assert (answer.status, answer.code) == (500, "state")
    assert "feedback.sqlite" in answer.json["error"]["message"]
    assert SENTENCE not in answer.json["error"]["message"]
