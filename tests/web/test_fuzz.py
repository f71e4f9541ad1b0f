"""Requests made from the OpenAPI document, right and wrong ones: what the document says is what the server does.

Schemathesis checks of each answer that it is no error of the server, has a declared status, type and shape, that wrong
data and missing tokens are refused, and that methods which are not declared are told so.
"""

import secrets
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from reportedly.web import openapi
from reportedly.web.operations import OPERATIONS

from tests.web.client import CHROME, Client

schemathesis: Any = pytest.importorskip("schemathesis", reason="the package schemathesis is not installed")
from schemathesis.checks import positive_data_acceptance  # noqa: E402
from schemathesis.specs.openapi.checks import unsupported_method  # noqa: E402

schema: Any = schemathesis.openapi.from_dict(openapi.document())
CALLERS = {(o.method.upper(), o.path): o.callers for o in OPERATIONS}
A_FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))


def check(case: Any, client: Client, page: str) -> None:
    """Send one case as whoever may call the operation, and hold the answer to the document."""
    callers = CALLERS[case.operation.method.upper(), case.operation.path]
    headers = {"Host": f"127.0.0.1:{client.port}"}
    if "machine" in callers:
        headers["Authorization"] = f"Bearer {client.machine}"
    elif "page" in callers:
        headers["Authorization"] = f"Bearer {page}"
    elif "pairing" in callers:
        headers["Authorization"] = f"Bearer {secrets.token_hex(16)}"
    if case.operation.label == "POST /v1/pairing":
        headers["Origin"] = CHROME
    # That a text is empty or in another language no schema can say: right data may be refused. And the guard speaks
    # before anybody looks whether there is such a method: test_guard.py has that.
    judges_words = case.operation.path in {"/v1/analyze", "/v1/feedback"}
    case.call_and_validate(
        base_url=f"http://127.0.0.1:{client.port}",
        headers=headers,
        excluded_checks=[unsupported_method, *([positive_data_acceptance] if judges_words else [])],
    )


@pytest.fixture(scope="module")
def page(client: Client) -> str:
    """The token of one open page."""
    return client.page_token()


@schema.parametrize()
@A_FEW
def test_the_server_keeps_to_its_document(case: Any, client: Client, page: str) -> None:
    check(case, client, page)


@pytest.mark.long
@schema.parametrize()
@MANY
def test_the_server_keeps_to_its_document_whatever_comes(case: Any, client: Client, page: str) -> None:
    check(case, client, page)
