"""The running server that the tests of the web room talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.client import Client, Clock, running


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server with the real model, shared by the tests that leave no trace in it."""
    with running(tmp_path_factory.mktemp("state")) as client:
        ready(client)
        yield client


@pytest.fixture
def clock() -> Clock:
    """The clock of `fresh`."""
    return Clock()


@pytest.fixture
def fresh(tmp_path: Path, clock: Clock) -> Iterator[Client]:
    """A server of the test's own, with a clock that the test moves and a state folder that nobody used before."""
    with running(tmp_path / "state", clock=clock) as client:
        yield client


def ready(client: Client) -> None:
    """Ask until the model is loaded; fails at once when it cannot be."""
    while (status := client.send("GET", "/v1/status").json)["state"] == "loading":
        pass
    assert status["state"] == "ready", status.get("problem")
