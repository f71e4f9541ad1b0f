"""The OpenAPI 3.1 document, made from the types and the table of operations that the server itself uses.

`python -m reportedly.web.openapi` prints it; `GET /openapi.json` serves the same bytes.
"""

import inspect
import sys
from functools import cache
from typing import Any

import msgspec

from reportedly.web.operations import CALLERS, OPERATIONS, Operation
from reportedly.web.schema import API, ErrorAnswer

_ERRORS = {
    400: "The request cannot be read; the message says what is wrong with it.",
    401: "No token, or one that is not (or no longer) valid.",
    403: "Refused by the guard: the caller's origin may not use this server.",
    404: "Not found.",
    405: "Another method is needed here.",
    413: "The body is larger than 2 MiB.",
    415: "The body is not declared as application/json.",
    421: "The Host header does not name this server.",
    422: "The text is not in English; `language` holds the language found.",
    429: "Too many requests to pair are waiting.",
    503: "Busy, or the model is not loaded; Retry-After says when to try again.",
}
_ALWAYS = (403, 421)
"""What the guard may answer to any request."""


@cache
def document() -> dict[str, Any]:
    """The whole document as plain dicts and lists."""
    used = [t for o in OPERATIONS for t in (o.answer, o.body, *o.streams) if t]
    types: list[type[msgspec.Struct]] = list(dict.fromkeys([*used, ErrorAnswer]))
    references, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schemas = dict(zip(types, references, strict=True))
    for component in components.values():
        component["description"] = inspect.cleandoc(component.get("description", ""))
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Reportedly",
            "version": str(API),
            "description": "How firmly is each sentence of a news article sourced? Runs on this machine only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:8477"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                name: {"type": "http", "scheme": "bearer", "description": text} for name, text in CALLERS.items()
            },
        },
    }


def as_json() -> bytes:
    """The document as indented JSON, ending in a line feed."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2) + b"\n"


def _operation(operation: Operation, schemas: dict[type[msgspec.Struct], dict[str, Any]]) -> dict[str, Any]:
    errors = sorted({*operation.errors, *_ALWAYS, *((401,) if operation.callers else ())})
    result: dict[str, Any] = {"operationId": operation.name, "summary": operation.text}
    if operation.parameters:
        result["parameters"] = [
            {
                "name": p.name,
                "in": p.where,
                "required": p.where == "path",
                "description": p.text,
                "schema": {"type": "string"} | ({"pattern": p.pattern} if p.pattern else {}),
            }
            for p in operation.parameters
        ]
    if operation.body:
        result["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas[operation.body]}}}
    result["responses"] = {
        str(operation.status): _success(operation, schemas),
        **{
            str(status): {
                "description": _ERRORS[status],
                "content": {"application/json": {"schema": schemas[ErrorAnswer]}},
            }
            for status in errors
        },
    }
    result["security"] = [{caller: []} for caller in operation.callers]
    return result


def _success(operation: Operation, schemas: dict[type[msgspec.Struct], dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {"description": "Done."}
    if operation.answer:
        result["content"] = {"application/json": {"schema": schemas[operation.answer]}}
    if operation.streams:
        # JSON Schema has no word for a file of lines: the schema is that of one line.
        result["content"]["application/x-ndjson"] = {"schema": {"oneOf": [schemas[t] for t in operation.streams]}}
    return result


if __name__ == "__main__":
    sys.stdout.buffer.write(as_json())
