"""The server's log: a JSON object a line on standard error, and no word of what anybody reads.

An entry holds what is listed here and nothing that a caller chose: no text, title, address of a page, header, query or
body. A path is named by its route ("/v1/feedback/<id>"), a method only if it is a usual one. With `--verbose` there is
an entry for each request; without it only for errors.
"""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "reportedly.route"
"""The key of the WSGI environment under which the application leaves the route that it found."""
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

_log = logging.getLogger("reportedly.web.requests")


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON: its time, level and message, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Stack traces are left out: they can quote a request."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        fields = getattr(record, "fields", {})
        return json.dumps({"time": moment, "level": record.levelname.lower(), "event": record.getMessage(), **fields})


def set_up(*, verbose: bool) -> None:
    """Send the log of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    logger = logging.getLogger("reportedly")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO if verbose else logging.WARNING)


def request(method: str | None, route: str | None, status: int, ms: float, received: int, sent: int) -> None:
    """Log one request: milliseconds, and the bytes of the bodies that came and went.

    `route` is None for what was refused before, or has none.
    """
    fields = {
        "method": method if method in _METHODS else None,
        "route": route,
        "status": status,
        "ms": round(ms, 1),
        "in": received,
        "out": sent,
    }
    _log.info("request", extra={"fields": fields})


class RequestLog:
    """WSGI middleware that logs each request when its answer is out."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if not _log.isEnabledFor(logging.INFO):
            return self._app(environ, start_response)
        entry = _Entry(environ)

        def noted(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            entry.status = int(status[:3])
            return start_response(status, headers, exc_info)

        return _Counted(self._app(environ, noted), entry)


class _Entry:
    def __init__(self, environ: "WSGIEnvironment") -> None:
        self._environ = environ
        self._begun = time.monotonic()
        self.status = 0
        self.sent = 0

    def write(self) -> None:
        environ = self._environ
        length = environ.get("CONTENT_LENGTH") or "0"
        received = int(length) if length.isascii() and length.isdecimal() else 0
        took = (time.monotonic() - self._begun) * 1000
        request(environ["REQUEST_METHOD"], environ.get(ROUTE), self.status, took, received, self.sent)


class _Counted:
    """The body of an answer, which counts itself and writes the entry when it is closed."""

    def __init__(self, body: Iterable[bytes], entry: _Entry) -> None:
        self._body = body
        self._entry = entry

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            self._entry.sent += len(part)
            yield part

    def close(self) -> None:
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            self._entry.write()
