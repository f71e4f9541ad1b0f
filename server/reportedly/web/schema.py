"""What crosses the wire: the types of every request and answer.

Declared once: requests are decoded into these types, answers are encoded from them, and the OpenAPI document
(`reportedly.web.openapi`) is made from them. The analysis itself is described in `reportedly.analysis.types`.
Limits that JSON Schema can state but that deserve a plainer message than a schema library gives are stated here
(`extra_json_schema`) and checked in `reportedly.web.app`.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from reportedly.analysis.types import Block, Flag, ModelName, OffsetUnit, Sensitivity, Sentence, Source, Summary

API = 1
MAX_BODY = 2 * 1024 * 1024
"""Bytes in the body of a request."""
MAX_BLOCKS = 5_000
"""Blocks in a request, those read as context included."""
MAX_ID = 200
"""Characters in the id of a block or an article."""
MAX_SENTENCE = 4_000
"""Characters in the sentence of a feedback."""
MAX_NOTE = 2_000
"""Characters in the note of a feedback."""
MAX_FEEDBACK = 5_000
"""Pieces of feedback that are kept."""

ServerState = Literal["loading", "ready", "broken"]
PairingState = Literal["waiting", "allowed", "denied", "expired"]

Verdict = Literal["right", "wrong", "missing"]

Id = Annotated[str, Meta(extra_json_schema={"maxLength": MAX_ID})]
Hex = Annotated[str, Meta(pattern="^[0-9a-f]+$")]
UnixTime = Annotated[int, Meta(description="Seconds since 1970, UTC.")]
Seconds = Annotated[int, Meta(description="Whole seconds from now.")]


class Empty(msgspec.Struct, frozen=True):
    """A request that says everything by its path: `{}`."""


class ErrorBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was wrong, for a program (`code`) and for a person (`message`, which also says what to do).

    `field` is the place in the request, such as `$.blocks[3].text`; `language` the ISO 639-1 code of a refused text.
    """

    code: str
    message: str
    field: str | UnsetType = UNSET
    language: str | UnsetType = UNSET


class ErrorAnswer(msgspec.Struct, frozen=True):
    """The body of every answer whose status is 400 or more."""

    error: ErrorBody


class Status(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who answers on this port. Holds nothing about what anybody reads.

    `model` is null until the model is loaded; `problem` says in one line why `state` is "broken"; `proof` is there
    when a nonce and the id of a paired client were sent: HMAC-SHA256, keyed with the bytes of the server key, over
    nonce, the origin recorded at pairing and the port, joined by line feeds; in hex.
    """

    name: Literal["reportedly"]
    version: str
    api: int
    state: ServerState
    model: ModelName | None
    problem: str | UnsetType = UNSET
    proof: Hex | UnsetType = UNSET


class AnalyzeRequest(msgspec.Struct, frozen=True):
    """Paragraphs of one article, in reading order.

    `priority` names the blocks that the reader sees; it may change which are judged first, never a decision.
    `context` holds up to three preceding blocks, which are read and not returned. `article` is a random id under
    which sources and counts are kept in memory for 10 minutes, so that `sources` and `summary` speak of the whole
    article; a block sent again under the same id replaces the old one. Offsets in the answer count UTF-16 code
    units unless `offsets` says otherwise.
    """

    blocks: Annotated[tuple[Block, ...], Meta(extra_json_schema={"minItems": 1, "maxItems": MAX_BLOCKS})]
    priority: Annotated[tuple[Id, ...], Meta(extra_json_schema={"maxItems": MAX_BLOCKS})] = ()
    context: Annotated[tuple[Block, ...], Meta(extra_json_schema={"maxItems": MAX_BLOCKS})] = ()
    article: Id | None = None
    offsets: OffsetUnit = "utf-16"
    sensitivity: Sensitivity = "balanced"


class BlockLine(msgspec.Struct, frozen=True):
    """A line of the streamed answer: the sentences of one block."""

    block: str
    sentences: tuple[Sentence, ...]


class LastLine(msgspec.Struct, frozen=True):
    """The last line of the streamed answer: what an `Analysis` says besides its sentences.

    `sources[].sentences` are positions in the sentences of all lines before, in the order of the request's blocks.
    """

    schema: int
    model: ModelName
    language: str
    offsets: OffsetUnit
    thresholds: dict[str, float]
    sources: tuple[Source, ...]
    summary: Summary


class PairingStarted(msgspec.Struct, frozen=True):
    """A request to pair: the code to show to the person, the secret with which to collect the result."""

    id: str
    secret: Hex
    code: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    expires_in: Seconds


class PairingResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a request to pair.

    Once, and only when `state` is "allowed", it holds the client id, the bearer token and the server key (hex).
    """

    state: PairingState
    client: str | UnsetType = UNSET
    token: str | UnsetType = UNSET
    server_key: Hex | UnsetType = UNSET


class PairingRequest(msgspec.Struct, frozen=True):
    """A request to pair that waits for the person's answer."""

    id: str
    code: str
    origin: str
    expires_in: Seconds


class PairingRequests(msgspec.Struct, frozen=True):
    """Every request to pair that waits, oldest first."""

    requests: tuple[PairingRequest, ...]


class Token(msgspec.Struct, frozen=True):
    """A paired extension; `id` is its client id. The token itself is never shown again."""

    id: str
    origin: str
    created: UnixTime
    last_used: UnixTime | None


class Tokens(msgspec.Struct, frozen=True):
    """Every paired extension, oldest first."""

    tokens: tuple[Token, ...]


class PageKey(msgspec.Struct, frozen=True):
    """A key that opens the local page once: `/#key=...`; also the request that exchanges it."""

    key: str


class PageToken(msgspec.Struct, frozen=True):
    """The bearer token with which the local page acts; it lives in memory, until the server stops."""

    token: str


class FlagText(msgspec.Struct, frozen=True):
    """What a flag is called and what it means, in plain words."""

    title: str
    meaning: str


class Sample(msgspec.Struct, frozen=True):
    """The article that comes with the server, and its analysis (offsets in UTF-16; null until the model is loaded).

    `flags` is the legend; `note` says what a mark does not mean.
    """

    title: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...] | None
    sources: tuple[Source, ...]
    summary: Summary | None
    flags: dict[str, FlagText]
    note: str


class FeedbackRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a reader says about one mark, to be kept on this machine.

    `verdict`: the flag is "right", it is "wrong", or it is "missing" on a sentence that should have it. `model` is the
    one that judged, as the analysis names it. `note` is the reader's own words.
    """

    sentence: Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": MAX_SENTENCE})]
    flag: Flag
    verdict: Verdict
    model: ModelName
    note: Annotated[str, Meta(extra_json_schema={"maxLength": MAX_NOTE})] | None = None


class Feedback(msgspec.Struct, frozen=True, omit_defaults=True):
    """A feedback as it is kept: what was sent, and the id by which it can be deleted."""

    id: str
    sentence: str
    flag: Flag
    verdict: Verdict
    model: ModelName
    note: str | None = None


class FeedbackList(msgspec.Struct, frozen=True):
    """Every feedback that is kept, oldest first."""

    feedback: tuple[Feedback, ...]
