"""`reportedly serve`: put the pieces together, listen, and say where."""

import errno
import http.client
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import msgspec

from reportedly import settings
from reportedly.web.access import Access
from reportedly.web.analyses import Analyses
from reportedly.web.app import PAGE_FILES, Parts, create_app
from reportedly.web.articles import Articles
from reportedly.web.database import StateError
from reportedly.web.engine import Engine
from reportedly.web.feedback import FeedbackBox
from reportedly.web.guard import Guard
from reportedly.web.pairing import Pairings
from reportedly.web.sample import SampleArticle
from reportedly.web.schema import Status
from reportedly.web.store import Store, machine_token, write_private
from reportedly.web.transport import DEADLINE, make_server

LOOPBACK = {"127.0.0.1", "localhost"}
_PATIENCE = 2.0
"""Seconds in which whatever holds the port has to say what it is."""
OPENER = "open.html"
"""The file in the state folder that takes a browser to the local page."""


class ServeError(Exception):
    """The server cannot start; `str(error)` is one line that says why and what to do."""


class LocalServer:
    """The whole server on a port of 127.0.0.1 (0: any free one), listening from the moment it is made.

    `folder` is the state folder; the clock and the deadline are there for tests. Raises ServeError when the port
    cannot be had, and StateError when the state folder cannot be used.
    """

    def __init__(
        self,
        port: int,
        folder: Path,
        *,
        model_dir: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        deadline: float = DEADLINE,
    ) -> None:
        listener = _listen(port)
        try:
            self.port: int = listener.getsockname()[1]
            machine_token(folder)
            self._store = Store(folder)
        except StateError:
            listener.close()
            raise
        self.address = f"http://127.0.0.1:{self.port}"
        articles = Articles(clock)
        self.engine = engine = Engine(model_dir)
        self.access = Access(self._store, folder, self.address, self.port, clock)
        self._feedback = FeedbackBox(folder)
        sample = SampleArticle()
        self.app = create_app(
            Parts(
                access=self.access,
                pairings=Pairings(self._store, clock),
                store=self._store,
                feedback=self._feedback,
                engine=engine,
                analyses=Analyses(engine, articles),
                sample=sample,
            )
        )
        guard = Guard(self.app, self.port, self.access, PAGE_FILES)
        self._server = make_server(guard, listener, articles.forget, deadline)
        engine.load(sample.judge)

    def page_address(self) -> str:
        """The address of the local page with a key that can be used once, as long as the server runs."""
        return f"{self.address}/#key={self.access.new_key(lifetime=float('inf'))}"

    def run(self) -> None:
        """Serve until `stop`, SystemExit or KeyboardInterrupt; requests in progress get a few seconds to end."""
        try:
            self._server.run()
        finally:
            self._server.shut()
            self.engine.close()
            self._store.close()
            self._feedback.close()

    def stop(self) -> None:
        """Make `run` return; may be called from any thread."""
        self._server.stop()


def run(host: str = settings.DEFAULT_HOST, port: int = settings.DEFAULT_PORT, open_browser: bool = False) -> int:
    """Run the server until it is stopped; return the exit status: 0 when it was stopped, 2 when it cannot start.

    Prints the address of the local page, with a key that opens it once. `open_browser` opens it as well.
    """
    try:
        if host not in LOOPBACK:
            raise ServeError(f"--host {host} is not supported yet: the server listens on 127.0.0.1 only")
        folder = settings.state_folder()
        server = LocalServer(port, folder)
    except (ServeError, StateError, settings.SettingsError) as error:
        sys.stderr.write(f"reportedly: {error}\n")
        return 2
    signal.signal(signal.SIGTERM, _end)
    page = server.page_address()
    _say(f"Reportedly is listening on {server.address} (this machine only; Ctrl+C stops it).")
    _say(f"Open the local page: {page}")
    if open_browser:
        open_page(page, folder)
    server.run()
    _say("Stopped.")
    return 0


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # There the option would let two programs share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(_who_holds(port)) from None
        raise ServeError(f"cannot listen on port {port}: {error.strerror}; choose another with --port") from None
    except OverflowError:
        listener.close()
        raise ServeError(f"{port} is not a port; choose one from 1 to 65535 with --port") from None
    return listener


def _who_holds(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/v1/status")
        status = msgspec.json.decode(connection.getresponse().read(65536), type=Status)
    except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeDecodeError):
        return f"port {port} is taken by another program; choose another with --port"
    finally:
        connection.close()
    # What answers could be anything: nothing of it goes to the terminal but a version made of harmless characters.
    version = "".join(c for c in status.version[:20] if c.isascii() and (c.isalnum() or c in ".+-"))
    return (
        f"Reportedly {version} is running already on http://127.0.0.1:{port}; "
        "use that one, or stop it first, or choose another port with --port"
    )


def open_page(page: str, folder: Path) -> None:
    """Open the local page's address in the person's browser; `folder` is the state folder.

    Other users of the machine can read the command line of a browser, and the key with it. They cannot read a file in
    the state folder; so the browser is sent there, and from there to the page.
    """
    opener = folder / OPENER
    head = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={page}">'
    try:
        write_private(opener, f'{head}<title>Reportedly</title><a href="{page}">Open Reportedly</a>\n')
    except OSError:
        return  # The address is on the terminal.
    # In a thread, because a browser inside the terminal keeps the call until it is closed.
    threading.Thread(target=webbrowser.open, args=(opener.as_uri(),), name="open-browser", daemon=True).start()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
