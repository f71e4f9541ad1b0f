"""Thirty readers at once: nobody gets anything but an answer or a time to come back, and the memory stays flat."""

import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reportedly.web.engine import SLOTS

from tests.articles import paragraphs
from tests.web.client import CHROME, Paired
from tests.web.conftest import ready
from tests.web.process import Served, served

READERS = 30
MOST = 300 * 1024
"""KiB that the server may hold under load."""


@dataclass
class Load:
    """What became of the requests: how many had which status, and how long each answer took, in milliseconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def figures(self) -> str:
        """In one line, for the record."""
        ninety_five = statistics.quantiles(self.took, n=20)[-1]
        return (
            f"{dict(self.statuses)}; answers took {statistics.median(self.took):.0f} ms (median), {ninety_five:.0f} ms "
            f"(95 %), {max(self.took):.0f} ms (most); memory {[kib // 1024 for kib in self.memory]} MiB"
        )


def resident(server: Served) -> int:
    """KiB of memory that the server holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def read(server: Served, paired: Paired, reader: int, over: threading.Event, load: Load) -> None:
    """One reader: articles of 40 sentences one after the other, every third one read before."""
    article = 0
    while not over.is_set():
        seed = reader * 10_000 + (article if article % 3 else max(0, article - 2))
        article += 1
        blocks = [{"id": str(n), "text": text} for n, text in enumerate(paragraphs(20, seed=seed))]
        begun = time.monotonic()
        answer = server.send(
            "POST",
            "/v1/analyze",
            {"blocks": blocks, "article": f"{reader}-{article}", "priority": ["3"]},
            Authorization=f"Bearer {paired.token}",
            Origin=CHROME,
        )
        if answer.status == 200:
            assert answer.json["summary"]["sentences"] >= 30
            load.took.append((time.monotonic() - begun) * 1000)
            load.statuses["200"] += 1
        else:
            load.statuses[f"{answer.status} {answer.code}"] += 1
            over.wait(int(answer.headers["retry-after"]))  # as the extension does


def press(server: Served, seconds: float, samples: int) -> Load:
    """Let the readers read for so long; look at the memory so many times, evenly."""
    load, over = Load(), threading.Event()
    paired = server.pair()
    failed: list[BaseException] = []

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:  # an assertion in a thread would be lost
            failed.append(error)
            over.set()

    readers = [
        threading.Thread(target=guarded, args=(lambda n=n: read(server, paired, n, over, load),))
        for n in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for _ in range(samples):
        over.wait(seconds / samples)
        assert server.send("GET", "/v1/status").status == 200
        load.memory.append(resident(server))
    over.set()
    for reader in readers:
        reader.join(120)
    assert failed == []
    assert not any(reader.is_alive() for reader in readers)
    return load


def check(load: Load) -> None:
    """Answers, or 503 and when to come back; and never more memory than was promised."""
    assert load.statuses["200"] >= SLOTS  # those that had a place at the end are always answered
    assert set(load.statuses) <= {"200", "503 busy"}
    assert max(load.memory) < MOST, load.figures()


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is read as Linux tells it")
def test_thirty_readers_at_once(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with served(tmp_path) as server:
        ready(server)
        load = press(server, 5, 2)
        record_property("load", load.figures())
        print(load.figures())  # noqa: T201
        check(load)
        assert server.stop() == ("Stopped.\n", "")


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is read as Linux tells it")
def test_thirty_readers_for_a_minute(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with served(tmp_path) as server:
        ready(server)
        load = press(server, 60, 6)
        record_property("load", load.figures())
        print(load.figures())  # noqa: T201
        check(load)
        # Flat: what is remembered has its bound; from the third look on hardly anything is added.
        assert load.memory[-1] < load.memory[2] * 1.1, load.figures()
        assert server.stop() == ("Stopped.\n", "")
