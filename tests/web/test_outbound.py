"""The server connects to nobody. It runs with every connection to elsewhere refused, and the attempts are counted."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.client import Client
from tests.web.conftest import ready
from tests.web.process import PLAIN, served

# Refuses and notes whatever leaves the process: connections and datagrams to elsewhere, look-ups of names, programs.
WATCH = """
import ipaddress, sys

def literal(host):
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False

def watch(event, args, file=open(sys.argv.pop(1), "a", buffering=1)):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1"):
            return
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if args[0] is None or literal(args[0]):  # Nobody is asked about a number.
            return
    elif event not in ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "urllib.Request"):
        return
    file.write(f"{event} {args}\\n")
    raise OSError(f"refused: {event}")

sys.addaudithook(watch)
"""
SERVE = WATCH + "from reportedly.cli import main\nsys.exit(main())\n"
TRY = WATCH + "import socket\ntry: socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError: pass\n"


def use_everything(client: Client) -> None:
    """Every route, and errors of every kind."""
    ready(client)
    paired = client.pair()
    text = "Officials said the bridge may open. See https://news.example/story and mail clerk@news.example."
    assert client.analyze(text, article="a").status == 200
    blocks = {"blocks": [{"id": "0", "text": text}]}
    assert client.as_machine("POST", "/v1/analyze", blocks, Accept="application/x-ndjson").status == 200
    assert client.analyze("Der Bürgermeister sagte, die Brücke bleibe bis auf Weiteres geschlossen.").status == 422
    for path in ("/", "/page.js", "/openapi.json", "/v1/status", "/v1/sample", "/nothing"):
        client.send("GET", path)
    client.send("GET", "/v1/status", Host="news.example")
    client.send("GET", "/v1/status", Origin="https://news.example")
    model = {"name": "m", "version": "1"}
    sent = {"sentence": text, "flag": "hedged", "verdict": "right", "model": model}
    assert client.as_machine("POST", "/v1/feedback", sent).status == 201
    assert client.as_machine("GET", "/v1/feedback").status == 200
    assert client.as_machine("DELETE", "/v1/feedback").status == 204
    assert client.as_machine("GET", "/v1/tokens").status == 200
    assert client.as_machine("DELETE", f"/v1/tokens/{paired.client}").status == 204
    client.as_machine("POST", "/v1/analyze", b"{")


def test_nothing_is_connected_to(tmp_path: Path) -> None:
    attempts = tmp_path / "attempts"
    with served(tmp_path / "state", program=(sys.executable, "-c", SERVE, str(attempts))) as client:
        use_everything(client)
        assert client.stop() == ("Stopped.\n", "")
    assert attempts.read_text() == ""


def test_an_attempt_would_be_counted(tmp_path: Path) -> None:
    attempts = tmp_path / "attempts"
    subprocess.run([sys.executable, "-c", TRY, str(attempts)], check=True)
    assert attempts.read_text().startswith("socket.connect ")
    assert "'192.0.2.1'" in attempts.read_text()


def test_the_runtime_of_the_model_reports_to_nobody(tmp_path: Path) -> None:
    # It would keep an identifier and a queue of events under the home before it sends them, hours later perhaps.
    program = "from reportedly import Analyzer; Analyzer().analyze('It may rain.')"
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_DATA_HOME": str(tmp_path / "data")}
    environ = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environ | home)
    assert list(tmp_path.rglob("*")) == []


def test_nor_does_a_library_connect_behind_python_s_back(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], check=False).returncode != 0:
        pytest.skip("strace is not here, or not allowed")
    calls = tmp_path / "calls"
    traced = "trace=execve,connect,sendto,sendmsg,sendmmsg"
    with served(tmp_path / "state", program=(strace, "-f", "-qq", "-e", traced, "-o", str(calls), *PLAIN)) as client:
        server = int(calls.read_text().split()[0])  # of the first line: the server's own execve
        try:
            use_everything(client)
        finally:
            os.kill(server, signal.SIGTERM)
            client.process.communicate(timeout=60)
    found = calls.read_text()
    assert "execve" in found
    addresses = re.findall(r'sin6?_addr=[^"]*"([^"]+)"|inet_pton\(AF_INET6, "([^"]+)"|sun_path=@?"([^"]+)"', found)
    assert {next(filter(None, one)) for one in addresses} <= {"127.0.0.1", "::1"}
