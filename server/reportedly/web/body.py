"""Reading what a request holds: JSON into the declared types, or a refusal that says what is wrong where."""

import json
import re
from typing import TypeVar

import msgspec

from reportedly.analysis.language import detect
from reportedly.web.errors import Refusal
from reportedly.web.schema import MAX_BLOCKS, MAX_ID, AnalyzeRequest

T = TypeVar("T", bound=msgspec.Struct)

_PLACE = re.compile(r" - at `(?P<place>[^`]+)`$")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, wanted: type[T]) -> T:
    """The request in `data`. Raises Refusal (400)."""
    try:
        return msgspec.json.decode(data, type=wanted)
    except msgspec.ValidationError as error:
        raise _wrong_shape(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    if _SURROGATE.search(data):
        return _decode_with_lone_surrogates(data, wanted)
    raise _broken_json()


def _decode_with_lone_surrogates(data: bytes, wanted: type[T]) -> T:
    """Half of a character, which JavaScript's strings may hold, is taken as U+FFFD, which counts the same."""
    try:
        return msgspec.convert(_whole(json.loads(data)), type=wanted)
    except msgspec.ValidationError as error:
        raise _wrong_shape(error) from None
    except (ValueError, RecursionError):
        raise _broken_json() from None


def _whole(value: object) -> object:
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return value


def _broken_json() -> Refusal:
    return Refusal(400, "broken_json", "The body is not valid JSON in UTF-8. Check how it was made.")


def _wrong_shape(error: msgspec.ValidationError) -> Refusal:
    text = str(error)
    place = _PLACE.search(text)
    found = text[: place.start()] if place else text
    return Refusal(
        400,
        "wrong_shape",
        f"The request does not have the shape that /openapi.json describes: {found}.",
        field=place["place"] if place else "$",
    )


def check(request: AnalyzeRequest) -> str:
    """Check what the types cannot say; return the language of the text, "und" when unsure.

    Raises Refusal: 400 for what no analysis could be made of, 422 for a text that is not in English.
    """
    blocks = (*request.context, *request.blocks)
    if max(len(blocks), len(request.priority)) > MAX_BLOCKS:
        raise Refusal(
            400,
            "too_many_blocks",
            f"The request names {max(len(blocks), len(request.priority)):,} blocks; at most {MAX_BLOCKS:,} are read at "
            "once. "
            "Send the article in parts, with the same `article` id.",
            field="$.blocks",
        )
    if not any(block.text.strip() for block in request.blocks):
        raise Refusal(400, "empty_text", "There is no text in the request. Send at least one word.", field="$.blocks")
    if len({block.id for block in blocks}) < len(blocks):
        raise Refusal(
            400, "duplicate_id", "Two blocks have the same id. Give each block of a request its own.", field="$.blocks"
        )
    names = (request.article or "", *request.priority, *(block.id for block in blocks))
    if max(map(len, names)) > MAX_ID:
        raise Refusal(400, "long_id", f"An id is longer than {MAX_ID} characters. Use shorter ones.", field="$.blocks")
    language = detect("\n".join(block.text for block in blocks))
    if language not in {"en", "und"}:
        raise Refusal(
            422,
            "not_english",
            f"The text seems to be in another language (found: {language}). Only English can be judged so far.",
            field="$.blocks",
            language=language,
        )
    return language
