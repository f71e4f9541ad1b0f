"""Serves the test pages (and saved pages) on 127.0.0.1, with the headers that a test wants."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.driver import PAGE_HOST

PAGES = Path(__file__).parent / "pages"

STRICT = "default-src 'none'; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
"""A page whose policy allows nothing: no script, no style, no string that becomes markup."""

OFFLINE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""For saved pages: as they stand, with no script and no network."""

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}


class PageServer:
    """A small server of pages, under the tests' host name. To be used with `with`."""

    def __init__(self) -> None:
        self.saved: dict[str, Path] = {}
        """Saved pages: the name under which `saved/NAME` serves the file."""
        self.policies: dict[str, str] = {}
        """Content security policies: for the name of a page, the one that it is served with."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "PageServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_port)

    def url(self, name: str) -> str:
        """The address of a page of pages/, or of `dark.html`, `strict.html` (made from article.html), `saved/NAME`."""
        return f"http://{PAGE_HOST}:{self.port}/{name}"

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        name = urlsplit(request.path).path.removeprefix("/")
        policy = None
        if name.startswith("saved/") and (file := self.saved.get(name.removeprefix("saved/"))):
            body, policy, kind = file.read_bytes(), OFFLINE, TYPES[".html"]
        elif name in ("dark.html", "strict.html"):
            body, kind = (PAGES / "article.html").read_bytes(), TYPES[".html"]
            if name == "dark.html":
                body = body.replace(b'<html lang="en">', b'<html lang="en" class="dark">')
            else:
                policy = STRICT
        elif name in {file.name for file in PAGES.iterdir()}:
            file = PAGES / name
            body, policy, kind = file.read_bytes(), self.policies.get(name), TYPES[file.suffix]
        else:
            request.send_error(404)
            return
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Cache-Control", "no-store")
        if policy:
            request.send_header("Content-Security-Policy", policy)
        request.end_headers()
        request.wfile.write(body)
