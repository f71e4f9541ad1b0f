"""Too much to do, callers who leave, and a server that is told to stop while it works."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportedly.analysis.cache import Counts
from reportedly.web.engine import SLOTS
from reportedly.web.store import machine_token

from tests.articles import paragraphs
from tests.web.client import Answer, Client, running
from tests.web.conftest import ready

START = "import sys; from reportedly.web.serve import run; sys.exit(run(port=0))"


def body_of(texts: list[str]) -> bytes:
    return json.dumps({"blocks": [{"id": str(n), "text": text} for n, text in enumerate(texts)]}).encode()


def counts(client: Client) -> Counts:
    """How many windows were asked for so far, and how many of them are remembered."""
    return client.server.engine.analyzer("balanced").remembered().windows


def settled(client: Client) -> int:
    """Wait until the server has nothing to do of its own; how many windows that took."""
    ready(client)
    while client.send("GET", "/v1/sample").json["sentences"] is None:
        pass
    return counts(client).misses


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", http.client.HTTPConnection, dict[str, str]]]:
    """A server of its own process that is ready, a connection to it, and the headers of a request."""
    process = subprocess.Popen(
        [sys.executable, "-c", START],
        env={**os.environ, "REPORTEDLY_STATE": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        [port] = re.findall(r"http://127\.0\.0\.1:(\d+) ", process.stdout.readline())
        process.stdout.readline()
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
        state = "loading"
        while state == "loading":
            connection.request("GET", "/v1/status")
            state = json.load(connection.getresponse())["state"]
        assert state == "ready"
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {machine_token(tmp_path)}"}
        yield process, connection, headers
        connection.close()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_what_runs(
    server: tuple["subprocess.Popen[str]", http.client.HTTPConnection, dict[str, str]], number: signal.Signals
) -> None:
    process, connection, headers = server
    connection.request("POST", "/v1/analyze", body_of(paragraphs(6)), headers | {"Accept": "application/x-ndjson"})
    response = connection.getresponse()
    lines = [json.loads(response.readline())]
    process.send_signal(number)
    lines += [json.loads(line) for line in response]
    assert {line["block"] for line in lines[:-1]} == {str(n) for n in range(6)}
    assert lines[-1]["summary"]["sentences"] == 12
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")


def test_told_to_stop_it_gives_up_what_would_take_long(
    server: tuple["subprocess.Popen[str]", http.client.HTTPConnection, dict[str, str]],
) -> None:
    process, connection, headers = server
    # Minutes of judging. The first block comes out when it has begun.
    connection.request("POST", "/v1/analyze", body_of(paragraphs(4000)), headers | {"Accept": "application/x-ndjson"})
    response = connection.getresponse()
    response.readline()
    process.send_signal(signal.SIGTERM)
    *_, last = response
    assert json.loads(last)["error"]["code"] == "stopping"
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")


def test_whoever_waits_for_what_is_given_up_is_told(tmp_path: Path) -> None:
    found: list[Answer] = []
    with running(tmp_path) as client:
        begun = settled(client)
        waiting = threading.Thread(target=lambda: found.append(client.analyze(*paragraphs(2000))))
        waiting.start()
        while counts(client).misses == begun:
            pass
        client.server.stop()
        waiting.join(30)
    assert [(a.status, a.code, a.headers["retry-after"]) for a in found] == [(503, "stopping", "5")]


def test_what_a_caller_gave_up_is_dropped_before_it_costs_a_run_of_the_model(tmp_path: Path) -> None:
    with running(tmp_path) as client, contextlib.ExitStack() as taken:
        begun = settled(client)
        for _ in range(SLOTS - 1):
            taken.enter_context(client.server.engine.slot())
        body = body_of(paragraphs(600, seed=9))
        head = (
            f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {client.machine}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            connection.sendall(head.encode() + body)
            while counts(client).misses == begun:
                pass
        # The last place is free again as soon as the server has noticed.
        while client.analyze("The bridge is closed.").status == 503:
            pass
        asked = counts(client).misses - begun
        assert asked > 200
        assert counts(client).entries < asked / 2


def test_who_is_turned_away_costs_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as client, contextlib.ExitStack() as taken:
        begun = settled(client)
        for _ in range(SLOTS):
            taken.enter_context(client.server.engine.slot())
        # Not even broken JSON is looked at.
        for body in (body_of(paragraphs(3)), b"{"):
            answer = client.as_machine("POST", "/v1/analyze", body)
            assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "busy", "1")
        assert counts(client).misses == begun


def test_who_is_turned_away_is_told_how_long_the_work_that_waits_will_take(tmp_path: Path) -> None:
    with running(tmp_path) as client, contextlib.ExitStack() as taken:
        begun = settled(client)
        for _ in range(SLOTS - 1):
            taken.enter_context(client.server.engine.slot())
        long = threading.Thread(target=lambda: client.analyze(*paragraphs(2000)))
        long.start()
        while counts(client).misses < begun + 900:  # windows are asked for all at once
            pass
        answer = client.analyze("The bridge is closed.")
        client.server.stop()
        long.join(30)
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")


def test_a_first_mark_does_not_wait_for_a_long_article(tmp_path: Path) -> None:
    with running(tmp_path) as client:
        settled(client)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {client.machine}"}
        headers["Accept"] = "application/x-ndjson"
        long = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
        with contextlib.closing(long):
            long.request("POST", "/v1/analyze", body_of(paragraphs(600, seed=11)), headers)
            response = long.getresponse()
            response.readline()
            begun = counts(client).entries
            short = first_line(client, {"blocks": [{"id": "s", "text": paragraphs(1, seed=12)[0]}]}, headers)
            meanwhile = counts(client).entries - begun
        assert short["block"] == "s"
        assert meanwhile < 30  # of some 280 windows


def first_line(client: Client, body: object, headers: dict[str, str]) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", "/v1/analyze", json.dumps(body), headers)
        line: dict[str, object] = json.loads(connection.getresponse().readline())
        return line
