"""Starting and ending the server as a person does."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reportedly.web.serve import run

from tests.web.client import Client, running

START = "import sys; from reportedly.web.serve import run; sys.exit(run(port=int(sys.argv[1])))"


@contextmanager
def started(state: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", START, "0"],
        env={**os.environ, "REPORTEDLY_STATE": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline() + process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path) as (process, said):
        port = int(re.findall(r"http://127\.0\.0\.1:(\d+) ", said)[0])
        key = re.findall(rf"http://127\.0\.0\.1:{port}/#key=([\w-]+)", said)[0]
        connection = http.client.HTTPConnection("127.0.0.1", port)
        body, kind = json.dumps({"key": key}), {"Content-Type": "application/json"}
        connection.request("POST", "/v1/page-tokens", body, kind)
        assert connection.getresponse().status == 201
        connection.close()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "Stopped.\n", "")


def test_a_port_that_reportedly_holds_is_told_apart(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    assert run(port=client.port) == 2
    said = capsys.readouterr().err
    assert f"Reportedly 0.1.0 is running already on http://127.0.0.1:{client.port};" in said
    assert said.count("\n") == 1


def test_a_port_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr("reportedly.web.listen._PATIENCE", 0.2)
        port = other.getsockname()[1]
        assert run(port=port) == 2
    assert capsys.readouterr().err == (
        f"reportedly: port {port} is taken by another program; choose another with --port\n"
    )


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_out_of_range_is_refused(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    assert run(port=port) == 2
    assert str(port) in capsys.readouterr().err


def test_a_state_folder_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state.sqlite").mkdir()
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    assert run(port=0) == 2
    said = capsys.readouterr().err
    assert "state.sqlite" in said
    assert said.count("\n") == 1


def test_without_its_model_it_says_what_is_wrong(tmp_path: Path) -> None:
    with running(tmp_path / "state", model_dir=tmp_path / "none") as client:
        while (status := client.send("GET", "/v1/status").json)["state"] == "loading":
            pass
        assert (status["state"], status["model"]) == ("broken", None)
        assert str(tmp_path / "none") in status["problem"]
        answer = client.analyze("The bridge is closed.")
        assert (answer.status, answer.code) == (503, "model_broken")
        assert "retry-after" in answer.headers
        sample = client.send("GET", "/v1/sample").json
        assert sample["sentences"] is None
        assert sample["blocks"]


def test_the_server_listens_on_the_loopback_address_only(client: Client) -> None:
    assert client.server._server.socket.getsockname()[0] == "127.0.0.1"
