"""The OpenAPI document tells what the server does."""

import json
import re
import subprocess
import sys
from typing import Any

import msgspec
import pytest
from reportedly.web import openapi, schema
from reportedly.web.operations import OPERATIONS

from tests.web.client import Client


def test_every_route_is_in_the_table_and_every_entry_has_a_route(client: Client) -> None:
    routes = {
        (method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in client.server.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/v1/")
    }
    assert routes == {(o.method, o.path) for o in OPERATIONS}


def test_the_same_document_is_served_and_printed(client: Client) -> None:
    served = client.send("GET", "/openapi.json")
    printed = subprocess.run([sys.executable, "-m", "reportedly.web.openapi"], check=True, capture_output=True).stdout
    assert served.body == printed
    assert served.json["openapi"] == "3.1.0"


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(item) for item in value.values()))
    return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()


def test_nothing_is_referred_to_that_is_not_there() -> None:
    document = json.loads(openapi.as_json())
    there = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) == there - {"#/components/schemas/ErrorAnswer"} | {"#/components/schemas/ErrorAnswer"}
    ids = [o["operationId"] for path in document["paths"].values() for o in path.values()]
    assert len(ids) == len(set(ids)) == len(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_without_a_token_only_what_needs_none_is_done(client: Client, operation: Any) -> None:
    path = operation.path.replace("{id}", "none")
    body = None if operation.method != "post" else {"key": "x"} if operation.path.endswith("tokens") else {}
    status = client.send(operation.method.upper(), path, body).status
    expected = {"createPageToken": 401, "startPairing": 403, "pairingResult": 404}
    assert status == expected.get(operation.name, 401 if operation.callers else 200)


def test_answers_have_the_declared_types(client: Client) -> None:
    msgspec.json.decode(client.send("GET", "/v1/status").body, type=schema.Status)
    sample = msgspec.json.decode(client.send("GET", "/v1/sample").body, type=schema.Sample)
    assert sample.sentences
    assert sample.summary is not None
    assert all(sample.summary.by_flag.values()), "the sample should show every flag"
    assert set(sample.flags) == set(sample.summary.by_flag)
    error = client.send("POST", "/v1/analyze", {"blocks": []})
    assert msgspec.json.decode(error.body, type=schema.ErrorAnswer).error.code == "no_token"
