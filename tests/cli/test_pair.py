"""`reportedly pair` against the real server, and against something else on its port."""

import http.server
import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportedly.web.serve import LocalServer
from reportedly.web.store import machine_token

from tests.cli.conftest import Run

ORIGIN = "chrome-extension://" + "abcdefgh" * 4


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A server with a state folder of its own; the commands find it through the environment."""
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    server = LocalServer(0, tmp_path)
    monkeypatch.setenv("REPORTEDLY_PORT", str(server.port))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join()


def send(server: LocalServer, method: str, path: str, token: str = "", body: object = None) -> dict[str, str]:
    """A request as the extension sends it."""
    request = urllib.request.Request(server.address + path, method=method)
    if method == "POST":
        request.add_header("Origin", ORIGIN)
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body or {}).encode()
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: dict[str, str] = json.load(response)
    return answer


def test_a_request_is_shown_allowed_listed_and_revoked(run: Run, server: LocalServer) -> None:
    assert "No extension is asking" in run("pair").out
    assert run("pair", "--list").out == "No extension is paired.\n"
    request = send(server, "POST", "/v1/pairing")
    waiting = run("pair")
    assert waiting.status == 0
    assert f"{request['code']}  {ORIGIN}" in waiting.out
    allowed = run("pair", "--allow", f"{request['code'][:3]} {request['code'][3:]}")
    assert (allowed.status, allowed.out) == (0, f"Allowed: {ORIGIN}\n")
    result = send(server, "GET", f"/v1/pairing/{request['id']}", request["secret"])
    assert result["state"] == "allowed"
    assert ORIGIN in run("pair", "--list").out
    assert result["client"] in run("pair", "--list").out
    assert result["token"] not in run("pair", "--list").out
    assert run("pair", "--revoke", result["client"]).status == 0
    assert run("pair", "--list").out == "No extension is paired.\n"
    again = run("pair", "--revoke", result["client"])
    assert again.status == 2
    assert "no extension with the id" in again.err


def test_a_request_is_denied(run: Run, server: LocalServer) -> None:
    request = send(server, "POST", "/v1/pairing")
    assert run("pair", "--deny", request["code"]).out == f"Denied: {ORIGIN}\n"
    assert send(server, "GET", f"/v1/pairing/{request['id']}", request["secret"]) == {"state": "denied"}


def test_a_wrong_code_is_one_clear_line(run: Run, server: LocalServer) -> None:
    request = send(server, "POST", "/v1/pairing")
    wrong = "000000" if request["code"] != "000000" else "000001"
    ran = run("pair", "--allow", wrong)
    assert ran.status == 2
    assert ran.err == f"reportedly: no request with the code {wrong} waits; codes are good for five minutes\n"


def test_no_server_is_one_clear_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ran = run("pair", "--port", port)
    assert ran.status == 2
    assert ran.err == f"reportedly: no server answers on http://127.0.0.1:{port}; start it with: reportedly serve\n"


@pytest.fixture
def impostor() -> Iterator[tuple[int, list[str]]]:
    """Answers every request like a status without a proof, and keeps what it was sent."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(f"{self.path}\n{self.headers}")
            status = {"name": "reportedly", "version": "9", "api": 1, "state": "ready", "proof": "00" * 32}
            body = json.dumps({**status, "model": {"name": "m", "version": "1"}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], seen
        server.shutdown()
        thread.join()


def test_an_impostor_on_the_port_is_not_shown_the_machines_token(
    run: Run, impostor: tuple[int, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = impostor
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    ran = run("pair", "--port", port, "--allow", "123456")
    assert ran.status == 2
    assert ran.err == f"reportedly: what answers on port {port} is not your Reportedly; it was told nothing\n"
    assert len(seen) == 1
    assert machine_token(tmp_path) not in seen[0]
    assert "Authorization" not in seen[0]


def test_the_server_of_another_user_cannot_prove_itself(
    run: Run, server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path / "mine"))
    ran = run("pair")
    assert ran.status == 2
    assert "is not your Reportedly" in ran.err


def test_serve_says_so_when_it_runs_already(run: Run, server: LocalServer) -> None:
    ran = run("serve", "--port", server.port, "--no-browser")
    assert (ran.status, ran.out) == (2, "")
    assert "is running already" in ran.err
    assert ran.err.count("\n") == 1


def test_a_setting_that_cannot_be_used_is_one_clear_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTEDLY_PORT", "eighty")
    for command in (["serve"], ["pair"]):
        ran = run(*command)
        assert ran.status == 2
        assert ran.err == "reportedly: REPORTEDLY_PORT is 'eighty'; it must be a number from 0 to 65535\n"
