"""kill -9 at any moment: what was acknowledged is there after the restart, and nothing has to be paired again."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

from reportedly.web import feedback, store

from tests.web.client import CHROME, Answer
from tests.web.conftest import ready
from tests.web.process import Served, served

SENT: dict[str, Any] = {"flag": "hedged", "verdict": "wrong", "model": {"name": "reportedly-en", "version": "1.0.0"}}


def whole(folder: Path) -> None:
    for name in (store.DATABASE, feedback.DATABASE):
        connection = sqlite3.connect(folder / name)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_the_pairing_and_the_port_outlive_a_kill(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        ready(first)
        paired = first.pair()
        machine, port = first.machine, first.port
        # In the middle of an analysis.
        body = {"blocks": [{"id": str(n), "text": f"The clerk said it may rain {n} times."} for n in range(500)]}
        broken = threading.Thread(target=gone, args=(first, body))
        broken.start()
        while first.send("GET", "/v1/status").status != 200:
            pass
        first.kill()
        broken.join(30)
        assert not broken.is_alive(), "the caller was left hanging"
    with served(tmp_path, port=port) as second:
        ready(second)
        assert second.machine == machine
        answer = second.send(
            "POST",
            "/v1/analyze",
            {"blocks": [{"id": "0", "text": "It may rain."}]},
            Authorization=f"Bearer {paired.token}",
            Origin=CHROME,
        )
        assert answer.status == 200
        assert "proof" in second.send("GET", f"/v1/status?nonce={'ab' * 16}&client={paired.client}").json
        # The key of the first start opens nothing any more; the second's does.
        assert second.send("POST", "/v1/page-tokens", {"key": first.key}).status == 401
        assert second.send("POST", "/v1/page-tokens", {"key": second.key}).status == 201


def gone(server: Served, body: object) -> Answer | None:
    """A request whose server may die."""
    try:
        return server.as_machine("POST", "/v1/analyze", body)
    except (OSError, ValueError, IndexError):
        return None


def test_what_was_acknowledged_is_kept_whenever_the_kill_comes(tmp_path: Path) -> None:
    kept: list[str] = []
    for after in (1, 2, 5, 9):
        with served(tmp_path) as server:
            enough = threading.Event()

            def send(server: Served = server, enough: threading.Event = enough, after: int = after) -> None:
                for n in range(10_000):
                    try:
                        answer = server.as_machine("POST", "/v1/feedback", {**SENT, "sentence": f"Sentence {n}."})
                        kept.append(answer.json["id"])
                    except (OSError, ValueError, IndexError):
                        return
                    if n == after:
                        enough.set()

            sender = threading.Thread(target=send)
            sender.start()
            assert enough.wait(60)
            server.kill()
            sender.join(60)
            whole(tmp_path)
    with served(tmp_path) as server:
        there = {one["id"] for one in server.as_machine("GET", "/v1/feedback").json["feedback"]}
        assert set(kept) <= there
        assert len(kept) > 15
        assert len(there) <= len(kept) + 4  # each kill may have come between keeping and saying so


def test_whoever_ends_it_while_it_loads_sees_no_error(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        while server.send("GET", "/v1/status").json["state"] == "loading":
            pass  # The sample is being judged from now on.
        assert server.stop() == ("Stopped.\n", "")
        assert server.process.returncode == 0
    with served(tmp_path) as server:
        assert server.stop() == ("Stopped.\n", "")
