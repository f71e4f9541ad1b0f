"""The listening end: sizes, deadlines, memory, and callers that leave."""

import contextlib
import http.client
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from reportedly.web.engine import SLOTS
from reportedly.web.schema import MAX_BODY

from tests.web.client import Client, parse, raw, running
from tests.web.conftest import ready


def test_no_temporary_file_is_made_for_the_largest_request_and_its_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a temporary file was asked for")

    # The detector of languages unpacks its own data into one when it is first asked; no text is in that.
    client.analyze("Der Rat.")
    opened = os.open

    def watched(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & getattr(os, "O_TMPFILE", 0) == getattr(os, "O_TMPFILE", -1):
            refuse()
        return opened(path, flags, *rest, **more)

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp", "_mkstemp_inner"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("waitress.buffers.TempfileBasedBuffer.__init__", refuse)
    monkeypatch.setattr(os, "open", watched)
    # One word repeated: the largest body that is allowed, without minutes of judging.
    head = b'{"blocks": [{"id": "0", "text": "The bridge is closed."}], "x": "'
    body = head + b"x" * (MAX_BODY - len(head) - 2) + b'"}'
    assert len(body) == MAX_BODY
    assert client.as_machine("POST", "/v1/analyze", body).status == 200
    # And an answer of several megabytes.
    blocks = [{"id": f"{n:0200}", "text": "It may rain."} for n in range(2500)]
    many = client.as_machine("POST", "/v1/analyze", {"blocks": blocks})
    assert many.status == 200
    assert len(many.body) > 1_100_000  # waitress would begin a file at one megabyte


def test_one_byte_more_is_too_large(client: Client) -> None:
    assert client.as_machine("POST", "/v1/analyze", b" " * (MAX_BODY + 1)).status == 413


def test_a_body_that_is_too_large_in_chunks_is_refused(client: Client) -> None:
    head = f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as connection:
        connection.sendall(head.encode())
        connection.sendall(chunk + chunk + b"1\r\nx")
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_body_in_chunks_is_read_like_any_other(client: Client) -> None:
    head = (
        f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nConnection: close\r\n"
        f"Authorization: Bearer {client.machine}\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    body = '{"blocks": [{"id": "0", "text": "It may rain, the clérk said."}]}'.encode()
    chunks = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in body)
    answer = parse(raw(client.port, head.encode() + chunks + b"0\r\n\r\n"))
    assert answer.status == 200
    assert len(answer.json["sentences"]) == 1
    for wrong in (b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n{}\r\n0\r\n\r\n", b"2\r\n{}xx0\r\n\r\n"):
        assert parse(raw(client.port, head.encode() + wrong)).status == 400


def test_who_asks_before_sending_a_large_body_is_told_at_once(client: Client) -> None:
    head = f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nExpect: 100-continue\r\n"
    answer = parse(raw(client.port, (head + "Content-Length: 3000000\r\n\r\n").encode()))
    assert (answer.status, answer.code) == (413, "too_large")


def test_a_body_beyond_all_measure_is_not_even_read(client: Client) -> None:
    head = f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Length: 99999999999\r\n\r\n"
    assert parse(raw(client.port, head.encode())).status == 413


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b"nonsense\r\n\r\n", 400, "bad_http"),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "bad_http"),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "bad_http"),
        (b"GET / HTTP/1.1\r\nbad header\r\n\r\n", 400, "bad_http"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "transfer_encoding"),
    ],
)
def test_broken_http_is_answered_like_everything_else(client: Client, data: bytes, status: int, code: str) -> None:
    answer = parse(raw(client.port, data))
    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("part", ["headers", "body", "chunks"])
def test_a_request_that_trickles_in_is_ended(tmp_path: Path, part: str) -> None:
    with running(tmp_path, deadline=1.0) as client:
        length = "Transfer-Encoding: chunked" if part == "chunks" else "Content-Length: 1000000"
        head = f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n{length}\r\n"
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            begun = {"headers": "X: ", "body": "\r\n", "chunks": "\r\nfffff\r\n"}
            connection.sendall((head + begun[part]).encode())
            # Never idle: a byte each time nothing came back. The idle time-out of 60 s would not end it.
            connection.settimeout(0.1)
            answer, waited = b"", 0
            while waited < 200:
                try:
                    if not (chunk := connection.recv(65536)):
                        break
                    answer += chunk
                except TimeoutError:
                    waited += 1
                    with contextlib.suppress(OSError):  # The server may have hung up by now.
                        connection.send(b"x")
        assert (parse(answer).status, parse(answer).code) == (408, "too_slow")


def test_a_connection_that_says_nothing_is_closed(tmp_path: Path) -> None:
    with running(tmp_path, deadline=1.0) as client:
        assert raw(client.port, b"") == b""


def test_the_deadline_does_not_cut_off_a_connection_that_rests(tmp_path: Path) -> None:
    with (
        running(tmp_path, deadline=1.0) as client,
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)) as connection,
    ):
        connection.request("GET", "/v1/status")
        first = connection.sock
        assert connection.getresponse().read()
        # Another connection is closed by the deadline, so that it has passed for this one too.
        assert raw(client.port, b"") == b""
        connection.request("GET", "/v1/status")
        assert connection.getresponse().read()
        assert connection.sock is first


def test_a_caller_that_leaves_gives_its_place_back(tmp_path: Path) -> None:
    with running(tmp_path) as client:
        ready(client)
        body = b'{"blocks": [{"id": "0", "text": "' + b"The clerk said it may rain. " * 20 + b'"}]}'
        head = (
            f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {client.machine}\r\nAccept: application/x-ndjson\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        for _ in range(SLOTS + 2):
            with socket.create_connection(("127.0.0.1", client.port)) as connection:
                connection.sendall(head.encode() + body)
                assert connection.recv(12) == b"HTTP/1.1 200"  # It has a place; the rest is not waited for.
        assert client.analyze("The bridge is closed.").status == 200


def test_more_analyses_than_places_are_told_when_to_come_back(tmp_path: Path) -> None:
    with running(tmp_path) as client, contextlib.ExitStack() as taken:
        ready(client)
        for _ in range(SLOTS):
            taken.enter_context(client.server.engine.slot())
        answer = client.analyze("The bridge is closed.")
        assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "busy", "1")
        assert client.send("GET", "/v1/status").status == 200
        taken.close()
        assert client.analyze("The bridge is closed.").status == 200
