"""Who may talk to the server at all: checked before a request reaches Flask.

The server listens on the reader's own machine, where every web page, every extension and every program can try to
reach it. Each rule below stands on its own, so that one hole does not open the door:

Host        exactly one of the names this server is known by, port included; missing, empty, doubled or otherwise
            written is 421. A page whose name was made to resolve to 127.0.0.1 (DNS rebinding) sends its own name here,
            and sends no Origin with a GET, so a list of origins alone would be no defence. A target in absolute form
            names a host of its own and is refused too.
Origin      where there is one, it is the local page's or a paired extension's, letter for letter; "null" (a sandboxed
            frame, a file) never is. Only asking to be paired, and collecting the result, is open to extensions that
            are not paired yet: otherwise they could never ask.
Sec-Fetch   cross-site and same-site (another port of this machine) are refused: a second fence, since a page that is
            not allowed to read an answer could still make us work. Opening the local page from a link is allowed,
            because the page reveals and does nothing without its key. A paired extension whose permission for this
            address was taken away appears as cross-site: it may ask for the status and, with a valid token, anything.
JSON only   a POST must be declared as application/json, which no form can do and no script without a preflight.
Answers     nosniff, no-store, same-origin only, never in a frame, and a policy under which the local page runs no
            script but its own file and talks to nobody but this server.
Elsewhere   on an address that other machines reach (`--host`), nothing is answered without the token that the user
            set, nothing that comes from a browser, and no other token works: what is open on this machine (the local
            page, asking to be paired) is not open there.

That the server binds to the loopback address only, and the limits of size and time, are in `serve` and `transport`;
preflights are answered in `app`, tokens are checked in `access`.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from reportedly.web.errors import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
)

# Chrome and Edge give an extension 32 letters from a to p; Firefox a random UUID in each profile.
_EXTENSION = re.compile(
    r"chrome-extension://[a-p]{32}|moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_PAIRING_RESULT = re.compile(r"/v1/pairing/[^/]+")


def is_extension(origin: str) -> bool:
    """Whether an Origin header is that of a browser extension."""
    return _EXTENSION.fullmatch(origin) is not None


class Doorkeeper(Protocol):
    """What the guard has to know of pairings and tokens (`access.Access`)."""

    def is_paired(self, origin: str) -> bool:
        """Whether an extension of this origin is paired."""

    def admits(self, authorization: str | None, origin: str | None) -> bool:
        """Whether the Authorization header holds a token that is valid from this origin."""

    def is_user(self, authorization: str | None) -> bool:
        """Whether the Authorization header holds the token that the user chose for callers from elsewhere."""


class _Rules:
    """WSGI middleware: lets through what the rules allow and answers the rest itself."""

    def __init__(self, app: "WSGIApplication", hosts: set[str], address: str) -> None:
        self._app = app
        self._hosts = hosts
        self._address = address

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""

        def secured(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            ours = {name.lower() for name, _ in SECURITY_HEADERS}
            kept = [header for header in headers if header[0].lower() not in ours]
            return start_response(status, [*kept, *SECURITY_HEADERS], exc_info)

        try:
            self._check_host(environ)
            self.check(environ)
            self._check_type(environ)
        except Refusal as refusal:
            content = refusal.content()
            secured(refusal.status_line, [*refusal.headers(), ("Content-Length", str(len(content)))])
            return [content]
        if location := self.elsewhere(environ):
            secured("307 Temporary Redirect", [("Location", location), ("Content-Length", "0")])
            return [b""]
        return self._app(environ, secured)

    def check(self, environ: "WSGIEnvironment") -> None:
        """Raise Refusal for a caller that may not ask."""
        raise NotImplementedError

    def elsewhere(self, environ: "WSGIEnvironment") -> str | None:
        """The address to which the caller is sent on, or None."""
        return None

    def _check_host(self, environ: "WSGIEnvironment") -> None:
        # Doubled headers arrive joined by a comma and match nothing.
        if environ.get("HTTP_HOST") not in self._hosts or not environ["REQUEST_URI"].startswith("/"):
            raise Refusal(
                421,
                "wrong_host",
                f"This server answers only to the address {self._address}/ . Use exactly this address.",
            )

    def _check_type(self, environ: "WSGIEnvironment") -> None:
        if environ["REQUEST_METHOD"] != "POST":
            return
        essence, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
        if essence.strip().lower() == "application/json" and parameters.strip().lower() in {"", "charset=utf-8"}:
            return
        raise Refusal(415, "not_json", "Send JSON in UTF-8, with the header Content-Type: application/json.")


class Guard(_Rules):
    """The guard of an address that only this machine reaches: `here`, such as "127.0.0.1:8477".

    `public` are the paths of the local page and its static files.
    """

    def __init__(
        self, app: "WSGIApplication", here: str, port: int, doorkeeper: Doorkeeper, public: Iterable[str]
    ) -> None:
        self.page_origin = f"http://127.0.0.1:{port}"
        super().__init__(app, {here, f"localhost:{port}"}, self.page_origin)
        self._page_host = f"127.0.0.1:{port}"
        self._doorkeeper = doorkeeper
        self._public = frozenset(public)

    def check(self, environ: "WSGIEnvironment") -> None:
        """See `_Rules`."""
        self._check_origin(environ)
        self._check_site(environ)

    def elsewhere(self, environ: "WSGIEnvironment") -> str | None:
        """See `_Rules`: the page acts from one origin only; the browser carries the key behind the # along."""
        away = environ["HTTP_HOST"] != self._page_host and _reads(environ) and environ["PATH_INFO"] == "/"
        return self.page_origin + "/" if away else None

    def _check_origin(self, environ: "WSGIEnvironment") -> None:
        origin = environ.get("HTTP_ORIGIN")
        if origin is None or origin == self.page_origin or self._doorkeeper.is_paired(origin):
            return
        if is_extension(origin) and _asks_to_pair(environ):
            return
        raise Refusal(
            403,
            "origin_refused",
            "Only the local page and paired extensions may use this server. "
            "If you are an extension, ask to be paired with POST /v1/pairing.",
        )

    def _check_site(self, environ: "WSGIEnvironment") -> None:
        # A value we do not know, an empty or a doubled one counts as foreign.
        if environ.get("HTTP_SEC_FETCH_SITE", "none") in {"none", "same-origin"}:
            return
        if self._opens_the_page(environ) or self._is_paired_call(environ):
            return
        raise Refusal(
            403,
            "site_refused",
            "This request comes from another site. If it comes from a paired extension, "
            "give the extension access to http://127.0.0.1 again in the browser's settings.",
        )

    def _opens_the_page(self, environ: "WSGIEnvironment") -> bool:
        return (
            _reads(environ)
            and environ["PATH_INFO"] in self._public
            and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
            and environ.get("HTTP_SEC_FETCH_DEST") == "document"
        )

    def _is_paired_call(self, environ: "WSGIEnvironment") -> bool:
        origin = environ.get("HTTP_ORIGIN")
        if origin is None or not self._doorkeeper.is_paired(origin):
            return False
        return (
            environ["REQUEST_METHOD"] == "OPTIONS"
            or (_reads(environ) and environ["PATH_INFO"] == "/v1/status")
            or self._doorkeeper.admits(environ.get("HTTP_AUTHORIZATION"), origin)
        )


class RemoteGuard(_Rules):
    """The guard of an address that other machines reach: `here`, such as "192.168.1.5:8477"."""

    def __init__(self, app: "WSGIApplication", here: str, doorkeeper: Doorkeeper) -> None:
        super().__init__(app, {here}, f"http://{here}")
        self._doorkeeper = doorkeeper

    def check(self, environ: "WSGIEnvironment") -> None:
        """See `_Rules`."""
        if "HTTP_ORIGIN" in environ or "HTTP_SEC_FETCH_SITE" in environ:
            raise Refusal(403, "origin_refused", "No browser may use this address; it is for programs with a token.")
        if not self._doorkeeper.is_user(environ.get("HTTP_AUTHORIZATION")):
            raise Refusal(401, "no_token", "Every request to this address needs the token that the server's user set.")


def _reads(environ: "WSGIEnvironment") -> bool:
    return environ["REQUEST_METHOD"] in {"GET", "HEAD"}


def _asks_to_pair(environ: "WSGIEnvironment") -> bool:
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    return (method == "POST" and path == "/v1/pairing") or (method == "GET" and bool(_PAIRING_RESULT.fullmatch(path)))
