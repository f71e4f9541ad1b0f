"""What the server logs: a line of JSON a request when asked, an error in any case, and never a word of a request."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reportedly.web import log

from tests.web.client import Client, raw, running
from tests.web.conftest import ready


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    logger = logging.getLogger("reportedly")
    before = (logger.level, logger.handlers)
    yield
    logger.setLevel(before[0])
    logger.handlers = before[1]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_request_is_one_line_with_its_route_and_sizes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(verbose=True)
    with running(tmp_path) as client:
        ready(client)
        capsys.readouterr()
        answer = client.analyze("The bridge is closed.")
        client.as_machine("DELETE", "/v1/feedback/some-id")
        client.send("GET", "/no/such/page")
        client.send("GET", "/v1/status", Host="evil.example")
        client.send("BREW", "/v1/status")
        raw(client.port, b"nonsense\r\n\r\n")
    found = lines(capsys)
    assert all(
        set(line) == {"time", "level", "event", "method", "route", "status", "ms", "in", "out"} for line in found
    )
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("POST", "/v1/analyze", 200),
        ("DELETE", "/v1/feedback/<id>", 404),
        ("GET", None, 404),
        ("GET", None, 421),
        (None, None, 405),
        (None, None, 400),
    ]
    assert found[0]["in"] == len(json.dumps({"blocks": [{"id": "0", "text": "The bridge is closed."}]}))
    assert found[0]["out"] == len(answer.body)


def test_a_streamed_answer_is_counted_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(verbose=True)
    with running(tmp_path) as client:
        ready(client)
        capsys.readouterr()
        body = {"blocks": [{"id": str(n), "text": "It may rain."} for n in range(3)]}
        answer = client.as_machine("POST", "/v1/analyze", body, Accept="application/x-ndjson")
        assert answer.body.count(b"\n") == 4
    (found,) = lines(capsys)
    assert (found["status"], found["out"]) == (200, len(answer.body))


def test_without_being_asked_requests_are_not_logged(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(verbose=False)
    client.analyze("The bridge is closed.")
    client.send("GET", "/v1/status", Host="evil.example")
    assert lines(capsys) == []


def test_an_error_is_one_line_without_its_stack(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(verbose=False)
    try:
        raise ValueError("words of an article")
    except ValueError:
        logging.getLogger("reportedly.web").exception("unexpected %s", "ValueError")
    (found,) = lines(capsys)
    assert (found["level"], found["event"]) == ("error", "unexpected ValueError")
    assert set(found) == {"time", "level", "event"}
