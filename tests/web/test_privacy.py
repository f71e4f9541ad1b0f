"""No word of an article in a log or a file, whatever becomes of the request."""

import logging
from pathlib import Path

import pytest

from tests.web.client import Client, running
from tests.web.conftest import ready

CANARY = "Quetzalcoatlus reportedly ate the mayor of Low Haven"


def test_a_sentence_leaves_no_trace(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    with running(tmp_path / "state") as client:
        ready(client)
        send_everywhere(client)
        monkeypatch.setattr("reportedly.web.analyses.in_utf16", fail)
        answer = client.analyze(CANARY)
        assert (answer.status, answer.code) == (500, "internal")
        monkeypatch.setattr("reportedly.web.analyses.sentences_in_utf16", fail)
        lines = client.as_machine(
            "POST", "/v1/analyze", {"blocks": [{"id": "0", "text": CANARY}]}, Accept="application/x-ndjson"
        )
        assert lines.json["error"]["code"] == "internal"
        assert b"Quetzal" not in answer.body + lines.body
        assert "RuntimeError at test_privacy.py" in caplog.text
        # Even if the answer to an error fails.
        monkeypatch.setattr("reportedly.web.app.failure", fail)
        assert client.analyze(CANARY).code == "internal"
    said = capfd.readouterr()
    for trace in (said.out, said.err, caplog.text):
        assert "Quetzal" not in trace
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or b"Quetzal" not in file.read_bytes()


def fail(*args: object) -> None:
    raise RuntimeError(f"cannot cope with {CANARY}: {args}")


def send_everywhere(client: Client) -> None:
    assert client.analyze(CANARY, article=CANARY).status == 200
    body = {"blocks": [{"id": CANARY, "text": CANARY}]}
    for path in ("/v1/analyze", "/v1/page-keys", "/v1/page-tokens", "/v1/pairing", "/v1/status", "/", "/x"):
        client.as_machine("POST", path, body)
        client.as_machine("POST", path, body, Host="evil.example")
        client.as_machine("POST", path, body, Content_Type="text/plain")
        client.send("POST", path, {"key": CANARY})
    for broken in (b'{"blocks": "' + CANARY.encode(), b'["' + CANARY.encode() + b'"]', CANARY.encode() * 60_000):
        client.as_machine("POST", "/v1/analyze", broken)
    client.analyze(CANARY, offsets=CANARY)
    client.send("GET", "/v1/status?nonce=" + CANARY.replace(" ", "+"))
    client.send("GET", "/" + CANARY.replace(" ", "%20"))
    client.send("GET", "/v1/status", Authorization=f"Bearer {CANARY}", Origin=CANARY)
