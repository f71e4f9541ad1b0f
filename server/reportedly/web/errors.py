"""How the server says no: one shape for every refusal, wherever it is made."""

import msgspec
from msgspec import UNSET

from reportedly.web.schema import ErrorAnswer, ErrorBody

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}


class Refusal(Exception):
    """A request that is not done. `message` says what was wrong and what to do; it never repeats an article's text."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        language: str | None = None,
        retry_after: int | None = None,
        allow: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = ErrorBody(code, message, field or UNSET, language or UNSET)
        self._retry_after = retry_after
        self._allow = allow

    @property
    def status_line(self) -> str:
        """The status as WSGI wants it, such as "404 Not Found"."""
        return f"{self.status} {REASONS[self.status]}"

    def headers(self) -> list[tuple[str, str]]:
        """The headers of the answer, without its length."""
        headers = [("Content-Type", "application/json")]
        if self.status == 401:
            headers.append(("WWW-Authenticate", "Bearer"))
        if self._retry_after is not None:
            headers.append(("Retry-After", str(self._retry_after)))
        if self._allow is not None:
            headers.append(("Allow", self._allow))
        return headers

    def content(self) -> bytes:
        """The body of the answer: an `ErrorAnswer` in JSON."""
        return msgspec.json.encode(ErrorAnswer(self.body))
