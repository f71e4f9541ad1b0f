"""The listening end: waitress, with what it leaves open closed.

What waitress does not do by itself:
- keep every request and answer in memory: beyond a limit it writes them to temporary files, and article text must not
  reach a disk. The limits at which it would are put out of reach.
- bound the whole time a request may take to arrive: its own time-out counts idle time only, so that a client could
  hold a connection for ever with a byte now and then. `Channel` counts from the first byte.
- answer its own errors (a body too large, broken HTTP) in the shape of ours and with the guard's headers.
- let the sender of a body that is too large finish: closing at once would reset the connection, and the sender would
  see a broken connection instead of the answer. `Parser` reads on and throws away, within the same deadline.
"""

import logging
import socket
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask
from waitress.utilities import Error, RequestEntityTooLarge

from reportedly.web import log
from reportedly.web.errors import Refusal
from reportedly.web.guard import SECURITY_HEADERS
from reportedly.web.schema import MAX_BODY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

DEADLINE = 15.0
"""Seconds in which headers and body have to arrive."""
GRACE = 3.0
"""Seconds in which the requests in progress may end by themselves when the server is stopped."""
THREADS = 12
MAX_HEADERS = 32 * 1024
"""Bytes of the request line and the headers."""
MAX_DRAIN = 32 * MAX_BODY
"""The largest body that is read and thrown away for the sake of a clear answer."""

_NEVER = 1 << 40
"""Bytes: a limit beyond everything that fits into the limits above."""

# waitress writes stack traces, which may quote what a request held; `app` reports errors in its own words.
for _name in ("waitress", "waitress.queue"):
    logging.getLogger(_name).disabled = True


class Overdue(Error):  # type: ignore[misc]
    """The request did not arrive in time."""

    code = 408


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request; throws the rest of a body that is too large away instead of hanging up on its sender."""

    expect_continue: bool
    _left = 0

    def received(self, data: bytes) -> int:
        """Take bytes of the stream; return how many belonged to this request."""
        if self._left:
            taken = min(len(data), self._left)
            self._left -= taken
            self.completed = not self._left
            return taken
        taken = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and not self.chunked:
            if self.expect_continue:
                self.expect_continue = False  # The sender waits for our word before it sends: say no at once.
            elif self.content_length <= MAX_DRAIN:
                self._left = self.content_length
                self.completed = False
        return int(taken)


class JsonErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers what went wrong before a request was whole."""

    def execute(self) -> None:
        """Write the answer and close."""
        refusal = _refusal(self.request.error)
        content = refusal.content()
        log.request(None, None, refusal.status, 0.0, 0, len(content))
        self.status = refusal.status_line
        self.response_headers.extend([*refusal.headers(), *SECURITY_HEADERS])
        self.set_close_on_finish()
        self.content_length = len(content)
        self.write(content)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when the request in progress has been arriving."""

    error_task_class = JsonErrorTask
    request: Parser | None
    parser_class = Parser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._begun = time.monotonic()
        self._silent = True
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        """Take bytes off the socket."""
        if self.request is None:
            self._begun = time.monotonic()
        self._silent = False
        return bool(super().received(data))

    def hurry(self, deadline: float) -> None:
        """End the request in progress if it has been arriving for longer than `deadline` seconds."""
        arriving = self._silent or self.request is not None
        if not arriving or time.monotonic() - self._begun < deadline:
            return
        if self.request is None:
            self.will_close = True
            return
        with self.requests_lock:
            request, self.request = self.request, None
            request.error = Overdue("")
            request.completed = True
            self.requests.append(request)
            # As in waitress: a request behind another is served when that is done.
            if len(self.requests) == 1:
                self.server.add_task(self)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """The server itself. `chore` is called about once a second, in the thread of `run`.

    `give_up` is called when `run` ends while requests are still in progress, which then should end soon.
    """

    channel_class = Channel
    _stops_at: float | None = None

    def __init__(
        self, *args: Any, chore: Callable[[], None], give_up: Callable[[], None], deadline: float, **kwargs: Any
    ) -> None:
        self._deadline = deadline
        self._chore = chore
        self._give_up = give_up
        self.others: list[Server] = []
        super().__init__(*args, **kwargs)

    def maintenance(self, now: float) -> None:
        """Close connections that are idle or overdue."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            channel.hurry(self._deadline)
        self._chore()

    def readable(self) -> bool:
        """Called in every round of the loop; the one place where waitress lets `run` be ended from inside."""
        if self._stops_at is not None and (not self._busy() or time.monotonic() >= self._stops_at):
            raise SystemExit
        return bool(super().readable())

    def run(self) -> None:
        """Serve until `stop`, SystemExit or KeyboardInterrupt."""
        try:
            self.asyncore.loop(
                timeout=self.adj.asyncore_loop_timeout, map=self._map, use_poll=self.adj.asyncore_use_poll
            )
        except (SystemExit, KeyboardInterrupt):
            self._stops_at = time.monotonic()
            self._give_up()
            self.task_dispatcher.shutdown()

    def stop(self) -> None:
        """Make `run` return once the requests in progress are answered, in `GRACE` seconds at the latest.

        May be called from any thread, and from the handler of a signal. Nobody new is let in.
        """
        if self._stops_at is not None:
            return
        self._stops_at = time.monotonic() + GRACE
        for server in (self, *self.others):
            server.accepting = False
        self.pull_trigger()

    def _busy(self) -> bool:
        """Whether a request is arriving or in progress, or an answer not sent yet."""
        channels = [c for server in (self, *self.others) for c in list(server.active_channels.values())]
        return any(channel.request or channel.requests or channel.total_outbufs_len for channel in channels)

    @property
    def channels(self) -> dict[int, Any]:
        """What the loop of this server watches."""
        return cast("dict[int, Any]", self._map)

    def shut(self) -> None:
        """Close every connection and the listening sockets, once `run` has returned."""
        for other in self.others:
            other.shut()
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        self.close()


def make_server(
    apps: Sequence["WSGIApplication"],
    listeners: Sequence[socket.socket],
    chore: Callable[[], None],
    give_up: Callable[[], None],
    deadline: float = DEADLINE,
) -> Server:
    """A server on bound sockets, an application each; see `Server` for `chore` and `give_up`."""
    first: Server | None = None
    for app, listener in zip(apps, listeners, strict=True):
        adjustments = Adjustments(
            sockets=[listener],
            threads=THREADS,
            max_request_body_size=MAX_BODY + 1,  # waitress refuses from this number on.
            max_request_header_size=MAX_HEADERS,
            inbuf_overflow=_NEVER,
            outbuf_overflow=_NEVER,
            channel_request_lookahead=1,  # Reads on while a request runs, and so notices that a client left.
            channel_timeout=60,
            cleanup_interval=1,
            asyncore_use_poll=True,
            log_socket_errors=False,
            expose_tracebacks=False,
            ident="",
        )
        # All of them are served by the loop and the threads of the first.
        server = Server(
            app,
            {} if first is None else first.channels,
            _sock=listener,
            dispatcher=None if first is None else first.task_dispatcher,
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
            chore=chore if first is None else _nothing,
            give_up=give_up,
            deadline=deadline,
        )
        if first is None:
            first = server
        else:
            first.others.append(server)
    assert first is not None
    return first


def _nothing() -> None:
    pass


def _refusal(error: Error) -> Refusal:
    if error.code == 413:
        return Refusal(
            413,
            "too_large",
            f"The body is larger than {MAX_BODY:,} bytes. Send the article in parts, with the same `article` id.",
        )
    if error.code == 408:
        return Refusal(408, "too_slow", "The request did not arrive in time. Send it again.")
    if error.code == 431:
        return Refusal(431, "headers_too_large", f"The headers are larger than {MAX_HEADERS:,} bytes. Send fewer.")
    if error.code == 501:
        return Refusal(501, "transfer_encoding", "This transfer encoding is not supported. Send a Content-Length.")
    if error.code == 500:
        return Refusal(500, "internal", "Something went wrong inside the server. Please report it.")
    return Refusal(400, "bad_http", "This is not a valid HTTP request.")
