"""The routes, as `operations` lists them. The guard stands in front; here are tokens, bodies and answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeVar

import msgspec
from flask import Flask, Response, request
from flask_cors import cross_origin
from msgspec import UNSET
from werkzeug.exceptions import HTTPException

from reportedly import __version__
from reportedly.web import openapi, schema
from reportedly.web.access import Access, Caller, bearer
from reportedly.web.analyses import NDJSON, Analyses, failure
from reportedly.web.body import decode
from reportedly.web.database import StateError
from reportedly.web.engine import Engine
from reportedly.web.errors import Refusal
from reportedly.web.feedback import FeedbackBox
from reportedly.web.guard import is_extension
from reportedly.web.log import ROUTE
from reportedly.web.operations import OPERATIONS
from reportedly.web.operations import Caller as Kind
from reportedly.web.pairing import Pairings
from reportedly.web.sample import SampleArticle
from reportedly.web.store import Store

T = TypeVar("T", bound=msgspec.Struct)

# The local page: a fixed list, so that no path of a request ever becomes a path of a file.
_STYLES = ("page", "marks", "forms")
_SCRIPTS = ("page", "call", "dom", "marks", "pairing")
PAGE_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    **{f"/{name}.js": (f"{name}.js", "text/javascript; charset=utf-8") for name in _SCRIPTS},
    **{f"/{name}.css": (f"{name}.css", "text/css; charset=utf-8") for name in _STYLES},
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
_NONCE = re.compile(r"[0-9a-f]{32,128}")
_MAY_CALL = {(o.method.upper(), o.path.replace("{", "<").replace("}", ">")): o.callers for o in OPERATIONS}


@dataclass(frozen=True)
class Parts:
    """What the routes work with."""

    access: Access
    pairings: Pairings
    store: Store
    feedback: FeedbackBox
    engine: Engine
    analyses: Analyses
    sample: SampleArticle


def create_app(parts: Parts) -> Flask:
    """The Flask application, without the guard."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.logger.disabled = True  # It would write stack traces, which may quote a request; see `analyses.failure`.
    app.url_map.merge_slashes = False
    _note_routes(app)
    _handle_errors(app)
    _answer_preflights(app, parts.access)
    _add_page(app)
    _add_analysis(app, parts)
    _add_pairing(app, parts)
    _add_feedback(app, parts)
    return app


def _caller(access: Access) -> Caller:
    """Whoever sent the request, if the table of operations lets them. Raises Refusal (401)."""
    rule = request.url_rule.rule if request.url_rule else ""
    allowed: tuple[Kind, ...] = _MAY_CALL[request.method, rule]
    caller = access.caller(request.headers.get("Authorization"), request.headers.get("Origin"))
    if caller is None:
        raise Refusal(401, "no_token", "This needs a valid token. Pair the extension, or open the page with its key.")
    if caller.kind not in allowed:
        raise Refusal(401, "wrong_token", f"This token may not do that; it needs one of: {', '.join(allowed)}.")
    return caller


def _body(wanted: type[T]) -> T:
    return decode(request.get_data(cache=False), wanted)


def _json(answer: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(answer), status, content_type="application/json")


def _done() -> Response:
    return Response(status=204)


def _note_routes(app: Flask) -> None:
    @app.before_request
    def note() -> None:
        if request.url_rule is not None:
            request.environ[ROUTE] = request.url_rule.rule


def _handle_errors(app: Flask) -> None:
    def refuse(refusal: Refusal) -> Response:
        return Response(refusal.content(), refusal.status, refusal.headers())

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if isinstance(error, Refusal):
            return refuse(error)
        if isinstance(error, StateError):
            return refuse(Refusal(500, "state", f"The server's own files are in the way: {error}"))
        if isinstance(error, HTTPException) and error.code == 405:
            allow = error.get_response().headers.get("Allow")
            return refuse(Refusal(405, "wrong_method", f"Another method is needed here: {allow}.", allow=allow))
        if isinstance(error, HTTPException) and error.code == 404:
            return refuse(Refusal(404, "not_found", "There is nothing at this address; see /openapi.json."))
        return refuse(failure(error))


def _answer_preflights(app: Flask, access: Access) -> None:
    @app.after_request
    def allow_paired(response: Response) -> Response:
        # flask-cors takes its origins once, at the start; ours come and go, so it is asked anew for each request and
        # told the one origin that it may allow, or not asked at all.
        origin = request.headers.get("Origin")
        if origin is None or not request.path.startswith("/v1/") or not access.is_paired(origin):
            return response
        allow = cross_origin(
            origins=[origin],
            methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
            max_age=60,
            supports_credentials=False,
            allow_private_network=True,
            always_send=False,
            automatic_options=False,
        )
        answered: Response = allow(lambda: response)()
        return answered


def _add_page(app: Flask) -> None:
    folder = files(__package__) / "page"
    for path, (name, kind) in PAGE_FILES.items():
        app.add_url_rule(path, f"page:{name}", _file((folder / name).read_bytes(), kind))
    app.add_url_rule("/openapi.json", "openapi", _file(openapi.as_json(), "application/json"))


def _file(content: bytes, kind: str) -> Callable[[], Response]:
    return lambda: Response(content, content_type=kind)


def _add_analysis(app: Flask, parts: Parts) -> None:
    @app.get("/v1/status")
    def status() -> Response:
        nonce, client = request.args.get("nonce"), request.args.get("client")
        if nonce is not None and not _NONCE.fullmatch(nonce):
            raise Refusal(400, "wrong_nonce", "A nonce is 32 to 128 hex digits in lower case.", field="nonce")
        proof = parts.access.proof(client, nonce) if nonce is not None and client is not None else None
        engine = parts.engine
        return _json(
            schema.Status(
                "reportedly",
                __version__,
                schema.API,
                engine.state,
                engine.model,
                engine.problem or UNSET,
                proof or UNSET,
            )
        )

    @app.get("/v1/sample")
    def sample() -> Response:
        return _json(parts.sample.answer())

    @app.post("/v1/analyze")
    def analyze() -> Response:
        caller = _caller(parts.access)
        accept = request.accept_mimetypes
        return parts.analyses.answer(
            request.get_data(cache=False),
            caller,
            lines=accept[NDJSON] > 0 and accept.best_match(["application/json", NDJSON]) == NDJSON,
            left=request.environ.get("waitress.client_disconnected", lambda: False),
        )


def _add_pairing(app: Flask, parts: Parts) -> None:
    access, pairings, store = parts.access, parts.pairings, parts.store

    @app.post("/v1/page-keys")
    def create_page_key() -> Response:
        _caller(access)
        _body(schema.Empty)
        return _json(schema.PageKey(access.new_key()), 201)

    @app.post("/v1/page-tokens")
    def create_page_token() -> Response:
        return _json(schema.PageToken(access.exchange(_body(schema.PageKey).key)), 201)

    @app.post("/v1/pairing")
    def start_pairing() -> Response:
        _body(schema.Empty)
        origin = request.headers.get("Origin", "")
        if not is_extension(origin):
            raise Refusal(403, "not_an_extension", "Only a browser extension can be paired; it sends its own origin.")
        return _json(pairings.start(origin), 201)

    @app.get("/v1/pairing")
    def pairing_requests() -> Response:
        _caller(access)
        return _json(schema.PairingRequests(pairings.waiting()))

    @app.get("/v1/pairing/<id>")
    def pairing_result(id: str) -> Response:  # noqa: A002
        secret = bearer(request.headers.get("Authorization"))
        return _json(pairings.collect(id, secret or ""))

    @app.post("/v1/pairing/<id>/allow")
    def allow_pairing(id: str) -> Response:  # noqa: A002
        _caller(access)
        _body(schema.Empty)
        pairings.decide(id, allow=True)
        return _done()

    @app.post("/v1/pairing/<id>/deny")
    def deny_pairing(id: str) -> Response:  # noqa: A002
        _caller(access)
        _body(schema.Empty)
        pairings.decide(id, allow=False)
        return _done()

    @app.get("/v1/tokens")
    def tokens() -> Response:
        _caller(access)
        clients = store.clients()
        return _json(schema.Tokens(tuple(schema.Token(c.id, c.origin, c.created, c.last_used) for c in clients)))

    @app.delete("/v1/tokens/<id>")
    def revoke_token(id: str) -> Response:  # noqa: A002
        caller = _caller(access)
        if caller.kind == "extension" and caller.id != id:
            raise Refusal(401, "wrong_token", "An extension may end its own pairing only.")
        if not store.remove(id):
            raise Refusal(404, "no_such_token", "No extension with this id is paired.")
        return _done()


def _add_feedback(app: Flask, parts: Parts) -> None:
    access, box = parts.access, parts.feedback

    @app.post("/v1/feedback")
    def send_feedback() -> Response:
        _caller(access)
        return _json(box.add(_body(schema.FeedbackRequest)), 201)

    @app.get("/v1/feedback")
    def feedback() -> Response:
        _caller(access)
        return _json(schema.FeedbackList(box.all()))

    @app.delete("/v1/feedback")
    def delete_all_feedback() -> Response:
        _caller(access)
        box.clear()
        return _done()

    @app.delete("/v1/feedback/<id>")
    def delete_feedback(id: str) -> Response:  # noqa: A002
        _caller(access)
        if not box.remove(id):
            raise Refusal(404, "no_such_feedback", "No feedback with this id is kept.")
        return _done()
