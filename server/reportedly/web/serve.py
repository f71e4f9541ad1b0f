"""`reportedly serve`: put the pieces together, listen, and say where."""

import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from reportedly import settings
from reportedly.web import log
from reportedly.web.access import Access
from reportedly.web.analyses import Analyses
from reportedly.web.app import PAGE_FILES, Parts, create_app
from reportedly.web.articles import Articles
from reportedly.web.database import StateError
from reportedly.web.engine import Engine
from reportedly.web.feedback import FeedbackBox
from reportedly.web.guard import Guard, RemoteGuard
from reportedly.web.listen import LOOPBACK, Place, ServeError, listen, places
from reportedly.web.log import RequestLog
from reportedly.web.pairing import Pairings
from reportedly.web.sample import SampleArticle
from reportedly.web.store import Store, machine_token, write_private
from reportedly.web.transport import DEADLINE, make_server

_OPEN = (
    "Every machine that reaches this address, and shows your token, can have texts judged here. Nothing is encrypted: "
    "whoever can listen on the network can read the texts and the token, and use it."
)
OPENER = "open.html"
"""The file in the state folder that takes a browser to the local page."""


class LocalServer:
    """The whole server on a port of 127.0.0.1 (0: any free one), listening from the moment it is made.

    `folder` is the state folder; `where` are the addresses, 127.0.0.1 first; `user_token` is what callers show that
    are neither this machine's commands nor paired. The clock and the deadline are there for tests. Raises ServeError
    when an address cannot be had, and StateError when the state folder cannot be used.
    """

    def __init__(
        self,
        port: int,
        folder: Path,
        *,
        where: tuple[Place, ...] = (Place(LOOPBACK),),
        user_token: str | None = None,
        model_dir: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        deadline: float = DEADLINE,
    ) -> None:
        listeners = listen(where, port)
        try:
            self.port: int = listeners[0].getsockname()[1]
            machine_token(folder)
            self._store = Store(folder)
        except StateError:
            for listener in listeners:
                listener.close()
            raise
        self.address = f"http://{where[0].at(self.port)}"
        articles = Articles(clock)
        self.engine = engine = Engine(model_dir)
        self.access = Access(self._store, folder, self.address, self.port, clock, user_token)
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
        guards = [self._guard(place) for place in where]
        self._server = make_server(guards, listeners, articles.forget, engine.give_up, deadline)
        engine.load(sample.judge)

    def _guard(self, place: Place) -> RequestLog:
        here = place.at(self.port)
        if place.remote:
            return RequestLog(RemoteGuard(self.app, here, self.access))
        return RequestLog(Guard(self.app, here, self.port, self.access, PAGE_FILES))

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


def run(
    host: str = settings.DEFAULT_HOST,
    port: int = settings.DEFAULT_PORT,
    open_browser: bool = False,
    *,
    insecure: bool = False,
    verbose: bool = False,
) -> int:
    """Run the server until it is stopped; return the exit status: 0 when it was stopped, 2 when it cannot start.

    Prints the address of the local page, with a key that opens it once. `open_browser` opens it as well. `insecure`
    allows a `host` that other machines can reach, without encryption; `verbose` logs each request.
    """
    try:
        user_token = settings.user_token()
        where = places(host, user_token, insecure=insecure)
        folder = settings.state_folder()
        server = LocalServer(port, folder, where=where, user_token=user_token)
    except (ServeError, StateError, settings.SettingsError) as error:
        sys.stderr.write(f"reportedly: {error}\n")
        return 2
    log.set_up(verbose=verbose)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_end, server))
    page = server.page_address()
    _say(f"Reportedly is listening on {server.address} (this machine only; Ctrl+C stops it).")
    _say(f"Open the local page: {page}")
    for place in where[1:]:
        address = f"http://{place.at(server.port)}"
        _say(f"{f'WARNING: also listening on {address}. {_OPEN}' if place.remote else f'Also on {address}.'}")
    if open_browser:
        open_page(page, folder)
    server.run()
    _say("Stopped.")
    return 0


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


def _end(server: LocalServer, number: int, frame: FrameType | None) -> None:
    """Let what runs end; a second Ctrl+C does not wait for it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    server.stop()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
