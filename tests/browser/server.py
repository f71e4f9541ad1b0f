"""The real server as its own process, as a person starts it, with a state folder of its own."""

import contextlib
import json
import os
import queue
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

_DIRECT = build_opener(ProxyHandler({}))


def lasting_port() -> int:
    """A free port that stays free while its server is down.

    One of those below 32768: the others are given out to whoever asks for any port, such as a browser's connections.
    """
    while True:
        with socket.socket() as trial, contextlib.suppress(OSError):
            port = random.randrange(20_000, 32_000)
            trial.bind(("127.0.0.1", port))
            return port


class ReportedlyServer:
    """`reportedly serve` on 127.0.0.1. Ended for sure by `stop`; started again on the same port by `start`."""

    def __init__(self, state: Path, *options: str) -> None:
        """Starts it on a free port; `state` is the folder for its pairings, `options` are more of `serve`'s."""
        self.state = state
        self._options = options
        self.port = lasting_port()
        self.start()

    @property
    def address(self) -> str:
        """Its address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it says its address. Raises AssertionError with its output when it does not."""
        environment = {**os.environ, "REPORTEDLY_STATE": str(self.state), "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reportedly", "serve", "--port", str(self.port), *self._options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output: list[str] = []
        self.heard: list[float] = []  # when each of these lines came, in seconds of `time.time`
        lines: queue.Queue[str | None] = queue.Queue()

        def read() -> None:
            assert self._process.stdout is not None
            with contextlib.suppress(ValueError):  # the pipe was closed
                for line in self._process.stdout:
                    self.heard.append(time.time())
                    self.output.append(line)
                    lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=60)
            except queue.Empty:
                line = None
            if line is None:
                self.stop()
                raise AssertionError("the server did not start:\n" + "".join(self.output))
            if match := re.search(r"http://127\.0\.0\.1:(\d+)/#key=([\w-]+)", line):
                self.port = int(match.group(1))
                return

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def kill(self) -> None:
        """Ends it at once, in the middle of whatever it does."""
        self._process.kill()
        self.stop()

    def call(self, method: str, path: str, body: object = None, token: str | None = None) -> Any:
        """Calls the API and returns the answer's JSON, or None; raises `urllib.error.HTTPError` for 400 and more."""
        with self._open(method, path, body, token, {}) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def lines(self, body: object, token: str) -> Iterator[Any]:
        """The lines with which `/v1/analyze` answers, each as soon as it has come."""
        with self._open("POST", "/v1/analyze", body, token, {"Accept": "application/x-ndjson"}) as answer:
            for line in answer:
                yield json.loads(line)

    def _open(self, method: str, path: str, body: object, token: str | None, headers: dict[str, str]) -> Any:
        if body is not None:
            headers["Content-Type"] = "application/json"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if body is not None else None
        return _DIRECT.open(Request(self.address + path, data, headers, method=method), timeout=30)

    def local_page(self) -> str:
        """The address of the local page with a fresh key, as `reportedly demo` gets it."""
        machine = (self.state / "machine-token").read_text(encoding="utf-8").strip()
        return f"{self.address}/#key={self.call('POST', '/v1/page-keys', {}, token=machine)['key']}"
