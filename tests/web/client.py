"""Talking to the real server over real sockets, byte by byte where a test needs it."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly.web.serve import LocalServer
from reportedly.web.store import machine_token

CHROME = "chrome-extension://" + "abcdefgh" * 4
FIREFOX = "moz-extension://0b5d6a3e-6a3c-4c1b-9d7e-2f1a5b6c7d8e"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.json["error"]["code"])


@dataclass
class Paired:
    client: str
    token: str
    server_key: str
    origin: str


def raw(port: int, data: bytes, address: str = "127.0.0.1") -> bytes:
    """Send bytes as they are; everything that comes back until the server closes."""
    with socket.create_connection((address, port), timeout=30) as connection:
        connection.sendall(data)
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
        return found


def parse(data: bytes) -> Answer:
    """What a server sent, chunks put together."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        whole = b""
        while True:
            size, _, body = body.partition(b"\r\n")
            if int(size, 16) == 0:
                break
            whole, body = whole + body[: int(size, 16)], body[int(size, 16) + 2 :]
        body = whole
    return Answer(int(first.split()[1]), headers, body)


class Client:
    """Calls one running server."""

    def __init__(self, server: LocalServer, folder: Path) -> None:
        self.server = server
        self.port = server.port
        self.folder = folder
        self.machine = machine_token(folder)

    def send(self, method: str, path: str, body: object = None, **headers: str | None) -> Answer:
        """One request as a program sends it; underscores in the names of headers stand for hyphens.

        `body` is sent as JSON, or as it is when it is bytes. A header that is None is left out.
        """
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"}
        if body is not None:
            given["Content-Type"] = "application/json"
        if method == "POST":
            given["Content-Length"] = str(len(content))
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in given.items() if v is not None)]
        return parse(raw(self.port, "\r\n".join([*lines, "", ""]).encode() + content))

    def as_machine(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """A request with the machine's own token."""
        return self.send(method, path, body, Authorization=f"Bearer {self.machine}", **headers)

    def analyze(self, *texts: str, **fields: object) -> Answer:
        """Judge texts, one block each."""
        blocks = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
        return self.as_machine("POST", "/v1/analyze", {"blocks": blocks, **fields})

    def page_token(self) -> str:
        """A page's token, got as the page gets it."""
        key = self.as_machine("POST", "/v1/page-keys", {}).json["key"]
        return str(self.send("POST", "/v1/page-tokens", {"key": key}).json["token"])

    def pair(self, origin: str = CHROME) -> Paired:
        """Pair an extension as a person does."""
        started = self.send("POST", "/v1/pairing", {}, Origin=origin).json
        page = self.page_token()
        self.send("POST", f"/v1/pairing/{started['id']}/allow", {}, Authorization=f"Bearer {page}")
        found = self.collect(started).json
        return Paired(found["client"], found["token"], found["server_key"], origin)

    def collect(self, started: dict[str, str], secret: str | None = None) -> Answer:
        """Ask what became of a request to pair."""
        return self.send("GET", f"/v1/pairing/{started['id']}", Authorization=f"Bearer {secret or started['secret']}")


@contextmanager
def running(folder: Path, **options: Any) -> Iterator[Client]:
    """A server on a free port, in a thread of this process."""
    server = LocalServer(0, folder, **options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Client(server, folder)
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()
