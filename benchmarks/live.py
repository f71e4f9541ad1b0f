"""A Reportedly server in a process of its own, asked over HTTP as the extension asks it."""

import http.client
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportedly.web.store import machine_token

_FOREIGN = (
    "Der Hafenmeister von Tarnholm sagte am Dienstag, die Brücke bleibe bis zum Frühjahr geschlossen, weil niemand die "
    "Reparatur bezahlen wolle. Die Bewohner der Insel sind empört und haben eine Sitzung des Rates verlangt."
)
NDJSON = "application/x-ndjson"
_START = "import sys; from reportedly.cli import main; sys.argv[1:] = ['serve', '--port', '0', '--no-browser']; main()"


def body_of(texts: Sequence[str], priority: Sequence[str] = ()) -> bytes:
    """A request for these blocks, called "0", "1", ..., as the extension sends it for a page that was just opened."""
    blocks = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    return json.dumps({"blocks": blocks, "priority": priority, "article": secrets.token_hex(16)}).encode()


@dataclass
class Crowd:
    """What happened to many clients at once. Seconds; `peak` is in MiB."""

    latencies: list[float] = field(default_factory=list)
    turned_away: int = 0
    errors: int = 0
    seconds: float = 0.0
    peak: float = 0.0


class LiveServer:
    """Starts the server; `to_status` and `to_ready` are the seconds from the start of the process."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        state = Path(self._folder.name)
        token = machine_token(state)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        start = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START],
            env={**os.environ, "REPORTEDLY_STATE": str(state)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline().split("http://127.0.0.1:")[1].split(" ")[0])
        self._status()
        self.to_status = time.perf_counter() - start
        while self._status()["state"] == "loading":
            time.sleep(0.005)
        self.to_ready = time.perf_counter() - start
        while self._get("/v1/sample")["sentences"] is None:  # judged once after the start
            time.sleep(0.005)

    def __enter__(self) -> "LiveServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()
        self._folder.cleanup()

    def analyze(self, body: bytes) -> float:
        """Seconds until the whole answer has come."""
        start = time.perf_counter()
        status, _, _ = self._post(body, "application/json")
        assert status == 200
        return time.perf_counter() - start

    def first_block(self, body: bytes) -> float:
        """Seconds until the first line of a streamed answer."""
        connection = self._connection()
        start = time.perf_counter()
        connection.request("POST", "/v1/analyze", body, self._headers | {"Accept": NDJSON})
        response = connection.getresponse()
        response.readline()
        first = time.perf_counter() - start
        response.read()
        connection.close()
        return first

    def crowd(self, bodies: Sequence[bytes]) -> Crowd:
        """One client for each body, all at once; who is turned away comes back when told to."""
        crowd, lock, done = Crowd(), threading.Lock(), threading.Event()

        def client(body: bytes) -> None:
            start = time.perf_counter()
            while True:
                status, headers, _ = self._post(body, "application/json")
                if status != 503:
                    break
                with lock:
                    crowd.turned_away += 1
                time.sleep(float(headers["Retry-After"]))
            with lock:
                crowd.latencies.append(time.perf_counter() - start)
                crowd.errors += status != 200

        def watch() -> None:
            while not done.wait(0.1):
                crowd.peak = max(crowd.peak, self.memory())

        watcher = threading.Thread(target=watch)
        clients = [threading.Thread(target=client, args=(body,)) for body in bodies]
        start = time.perf_counter()
        for thread in (watcher, *clients):
            thread.start()
        for thread in clients:
            thread.join()
        crowd.seconds = time.perf_counter() - start
        done.set()
        watcher.join()
        return crowd

    def load_everything(self) -> None:
        """Send a text that is not in English, for which the server loads its language detector."""
        status, _, _ = self._post(body_of([_FOREIGN]), "application/json")
        assert status == 422

    def memory(self) -> float:
        """Resident memory of the server in MiB; 0 where the system does not tell it as Linux does."""
        try:
            lines = Path(f"/proc/{self._process.pid}/status").read_text("ascii").splitlines()
        except OSError:
            return 0.0
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)

    def _post(self, body: bytes, accept: str) -> tuple[int, Any, bytes]:
        connection = self._connection()
        connection.request("POST", "/v1/analyze", body, self._headers | {"Accept": accept})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, response.headers, content

    def _get(self, path: str) -> Any:
        connection = self._connection()
        connection.request("GET", path)
        answer = json.load(connection.getresponse())
        connection.close()
        return answer

    def _status(self) -> Any:
        return self._get("/v1/status")
