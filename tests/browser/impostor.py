"""Something else on the server's port: it keeps what it is sent, and answers whatever a test wants.

It is the hostile part of a test. As it stands it knows how to pair and how to prove itself, so that a test can look at
one lie at a time: set `answers[path]` for a lie, or `key` to something other than what the extension has.
"""

import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Seen:
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


Answer = tuple[int, str, bytes]
"""Status, content type and body."""


class Impostor:
    """A fake server on 127.0.0.1. To be used with `with`."""

    def __init__(self, port: int = 0) -> None:
        """Listens on `port`, or on a free one."""
        self.seen: list[Seen] = []
        self.answers: dict[str, Answer | Callable[[Seen], Answer]] = {}
        """For a path, without its query: what to answer instead of the truth, or what makes it from the request."""
        self.key = secrets.token_bytes(32)
        self._origin = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "Impostor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def received(self) -> str:
        """Everything that ever came in, as one text to search in."""
        return json.dumps([vars(request) for request in self.seen], ensure_ascii=False)

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length).decode("utf-8", "replace")
        path = urlsplit(request.path).path
        seen = Seen(request.command, request.path, dict(request.headers.items()), body)
        self.seen.append(seen)
        planned = self.answers.get(path) or self._truth(request, path)
        status, kind, answer = planned(seen) if callable(planned) else planned
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)

    def _truth(self, request: BaseHTTPRequestHandler, path: str) -> Answer:
        if path == "/v1/status":
            query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
            signed = f"{query.get('nonce', '')}\n{self._origin}\n{self.port}"
            proof = hmac.digest(self.key, signed.encode(), "sha256").hex()
            model = {"name": "reportedly-en", "version": "1.0.0"}
            return as_json(
                {"name": "reportedly", "version": "0.1.0", "api": 1, "state": "ready", "model": model}, proof
            )
        if path == "/v1/pairing" and request.command == "POST":
            self._origin = request.headers.get("Origin", "")
            return as_json({"id": "abc", "secret": "0" * 32, "code": "123456", "expires_in": 300}, status=201)
        if path == "/v1/pairing/abc":
            paired: dict[str, object] = {
                "state": "allowed",
                "client": "c1",
                "token": "t" * 43,
                "server_key": self.key.hex(),
            }
            return as_json(paired)
        return as_json({"error": {"code": "not_found", "message": "There is nothing here."}}, status=404)


def as_json(value: dict[str, object], proof: str | None = None, status: int = 200) -> Answer:
    """An answer for :attr:`Impostor.answers`."""
    if proof is not None:
        value = {**value, "proof": proof}
    return status, "application/json", json.dumps(value).encode()
