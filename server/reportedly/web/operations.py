"""Every operation of the API: its path, who may call it, what it takes and what it gives.

One table, from which the OpenAPI document is made; a test compares it with the routes that the server really has.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from reportedly.analysis.types import Analysis
from reportedly.web import schema

Caller = Literal["extension", "page", "machine", "user", "pairing"]
"""Who may call: a paired extension, the local page, a command of this machine, who shows the token that the user
chose, or who knows a pairing's secret."""

CALLERS: dict[Caller, str] = {
    "extension": "The bearer token of a paired extension, valid from its own origin only.",
    "page": "The token of the local page, got in exchange for a one-time key.",
    "machine": "The machine's own token, which only the user who runs the server can read from the state folder.",
    "user": "The token that the user chose for callers from elsewhere: it may have texts judged, and nothing else.",
    "pairing": "The secret of one request to pair.",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of the path or the query."""

    name: str
    where: Literal["path", "query"]
    text: str
    pattern: str | None = None


@dataclass(frozen=True)
class Operation:
    """One method on one path. `errors` are the statuses an answer may have besides those that every one may have."""

    method: Literal["get", "post", "delete"]
    path: str
    name: str
    text: str
    answer: type[msgspec.Struct] | None
    status: int = 200
    body: type[msgspec.Struct] | None = None
    callers: tuple[Caller, ...] = ()
    errors: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    streams: tuple[type[msgspec.Struct], ...] = ()


_PAIRING_ID = (Parameter("id", "path", "The id of the request to pair."),)

OPERATIONS = (
    Operation(
        "get",
        "/v1/status",
        "status",
        "Who answers on this port; with a nonce and a client id, the proof that it is the server that was paired.",
        schema.Status,
        errors=(400,),
        parameters=(
            Parameter("nonce", "query", "16 to 64 random bytes in hex.", "^[0-9a-f]{32,128}$"),
            Parameter("client", "query", "The client id got by pairing."),
        ),
    ),
    Operation(
        "get",
        "/v1/sample",
        "sample",
        "The article that comes with the server and its analysis. Needs no token: it is the same for everybody.",
        schema.Sample,
    ),
    Operation(
        "post",
        "/v1/analyze",
        "analyze",
        "Judge the sentences of an article, or of some of its paragraphs.",
        Analysis,
        body=schema.AnalyzeRequest,
        callers=("extension", "page", "machine", "user"),
        errors=(400, 413, 415, 422, 503),
        streams=(schema.BlockLine, schema.LastLine, schema.ErrorAnswer),
    ),
    Operation(
        "post",
        "/v1/page-keys",
        "createPageKey",
        "A key that opens the local page once.",
        schema.PageKey,
        status=201,
        body=schema.Empty,
        callers=("extension", "machine"),
        errors=(400, 413, 415),
    ),
    Operation(
        "post",
        "/v1/page-tokens",
        "createPageToken",
        "Exchange a one-time key for the token of the local page.",
        schema.PageToken,
        status=201,
        body=schema.PageKey,
        errors=(400, 401, 413, 415),
    ),
    Operation(
        "post",
        "/v1/pairing",
        "startPairing",
        "Ask to be paired. Open to browser extensions only, whose origin is recorded.",
        schema.PairingStarted,
        status=201,
        body=schema.Empty,
        errors=(400, 413, 415, 429),
    ),
    Operation(
        "get",
        "/v1/pairing",
        "pairingRequests",
        "The requests to pair that wait for an answer.",
        schema.PairingRequests,
        callers=("page", "machine"),
    ),
    Operation(
        "get",
        "/v1/pairing/{id}",
        "pairingResult",
        "What became of a request to pair. The token is given once; then the request is gone.",
        schema.PairingResult,
        callers=("pairing",),
        errors=(404,),
        parameters=_PAIRING_ID,
    ),
    Operation(
        "post",
        "/v1/pairing/{id}/allow",
        "allowPairing",
        "The person allows a request to pair.",
        None,
        status=204,
        body=schema.Empty,
        callers=("page",),
        errors=(400, 404, 413, 415),
        parameters=_PAIRING_ID,
    ),
    Operation(
        "post",
        "/v1/pairing/{id}/deny",
        "denyPairing",
        "The person denies a request to pair.",
        None,
        status=204,
        body=schema.Empty,
        callers=("page",),
        errors=(400, 404, 413, 415),
        parameters=_PAIRING_ID,
    ),
    Operation(
        "get",
        "/v1/tokens",
        "tokens",
        "The paired extensions.",
        schema.Tokens,
        callers=("page", "machine"),
    ),
    Operation(
        "delete",
        "/v1/tokens/{id}",
        "revokeToken",
        "End a pairing. An extension may end its own.",
        None,
        status=204,
        callers=("extension", "page", "machine"),
        errors=(404,),
        parameters=(Parameter("id", "path", "The client id of the paired extension."),),
    ),
    Operation(
        "post",
        "/v1/feedback",
        "sendFeedback",
        "Keep what a reader says about a mark, on this machine.",
        schema.Feedback,
        status=201,
        body=schema.FeedbackRequest,
        callers=("extension", "page", "machine"),
        errors=(400, 413, 415),
    ),
    Operation(
        "get",
        "/v1/feedback",
        "feedback",
        "The feedback that is kept.",
        schema.FeedbackList,
        callers=("page", "machine"),
    ),
    Operation(
        "delete",
        "/v1/feedback",
        "deleteAllFeedback",
        "Delete every feedback.",
        None,
        status=204,
        callers=("page", "machine"),
    ),
    Operation(
        "delete",
        "/v1/feedback/{id}",
        "deleteFeedback",
        "Delete one feedback. Whoever knows its id may: the extension that sent it, too.",
        None,
        status=204,
        callers=("extension", "page", "machine"),
        errors=(404,),
        parameters=(Parameter("id", "path", "The id of the feedback."),),
    ),
)
