"""A sentence that nobody else would write goes through every operation and every error of the server as it is started
by a person, with all its logging on; and is found in no log, no file of any kind, and no descriptor."""

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from reportedly.web import feedback
from reportedly.web.operations import OPERATIONS, Operation

from tests.web.client import CHROME
from tests.web.conftest import ready
from tests.web.process import Served, served

CANARY = "Quetzalcoatlus reportedly ate the mayor of Low Haven"
ARTICLE = f"{CANARY}. Officials said it may have been hungry."
SENT: dict[str, Any] = {
    "sentence": CANARY,
    "flag": "hedged",
    "verdict": "wrong",
    "model": {"name": "reportedly-en", "version": "1.0.0"},
    "note": CANARY,
}
FORMS = [CANARY, quote(CANARY), CANARY.replace(" ", "+"), json.dumps(CANARY)[1:-1], CANARY.encode("utf-16-le").hex()]


def bodies(operation: Operation) -> Iterator[object]:
    """Bodies that are right, wrong in shape, broken, too large, in another language, and nested too deep."""
    blocks = [{"id": CANARY, "text": ARTICLE}]
    yield {"blocks": blocks, "article": CANARY, "key": CANARY, **SENT, CANARY: CANARY}
    yield {"blocks": blocks, "context": [{"id": "c", "text": ARTICLE}], "offsets": CANARY}
    yield {"blocks": [{"id": "0", "text": f"Der Bürgermeister sagte gestern Abend: {CANARY}. Das ist nicht wahr."}]}
    yield {"blocks": blocks * 2}
    yield {**SENT, "sentence": CANARY * 200, "verdict": CANARY}
    yield [CANARY]
    yield b'{"blocks": "' + CANARY.encode()
    yield b"[" * 20_000 + json.dumps(CANARY).encode()
    yield CANARY.encode() * 60_000


def send_everywhere(server: Served) -> set[int]:
    """Every operation, by everybody, with the canary in every place that a caller fills. The statuses that came."""
    paired, page = server.pair(), server.page_token()
    tokens = [server.machine, page, paired.token, CANARY]
    found = set()
    for operation in OPERATIONS:
        if operation.name == "deleteAllFeedback":
            continue
        method, path = operation.method.upper(), operation.path.replace("{id}", quote(CANARY))
        query = f"?nonce={quote(CANARY)}&client={quote(CANARY)}&{quote(CANARY)}"
        for token in tokens:
            given: dict[str, str] = {"Authorization": f"Bearer {token}", "User-Agent": CANARY, "Referer": CANARY}
            for body in bodies(operation) if method == "POST" else [None]:
                if operation.name == "sendFeedback" and isinstance(body, dict) and body.get("note"):
                    continue  # That one is kept: see below.
                found.add(server.send(method, path, body, **given).status)
            found.add(server.send(method, path + query, None, **given, Accept="application/x-ndjson").status)
            found.add(server.send(method, path, None, **given, Host=CANARY).status)
            found.add(server.send(method, path, None, **given, Origin=f"https://{quote(CANARY)}.example").status)
    body = {"blocks": [{"id": CANARY, "text": ARTICLE}], "article": CANARY}
    streamed = server.as_machine("POST", "/v1/analyze", body, Accept="application/x-ndjson")
    assert streamed.body.count(b"\n") == 2
    for path in (f"/{quote(CANARY)}", f"/v1/{quote(CANARY)}", f"//{quote(CANARY)}", f"http://{quote(CANARY)}/"):
        found.add(server.send("GET", path).status)
    found.add(server.send(quote(CANARY).upper(), "/v1/status").status)
    with contextlib.suppress(OSError):  # It may hang up before everything was sent.
        server.send("GET", "/v1/status", Cookie=CANARY, X_Title=CANARY * 1000)
    server.send("POST", "/v1/pairing", {CANARY: CANARY}, Origin=CHROME)
    return found


def holding(folder: Path) -> list[str]:
    """The files below that hold the canary in any form."""
    forms = [form.encode() for form in FORMS] + [CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form.lower() in path.read_bytes().lower() for form in forms)]


@pytest.mark.parametrize("verbose", [True, False], ids=["verbose", "as a rule"])
def test_the_canary_is_found_nowhere(tmp_path: Path, verbose: bool) -> None:
    folders = {name: tmp_path / name for name in ("home", "temporary", "cache")}
    for folder in folders.values():
        folder.mkdir()
    environ = {
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["temporary"]),
        "XDG_CACHE_HOME": str(folders["cache"]),
        "PYTHONDEVMODE": "1",  # with every warning that Python has
    }
    with served(tmp_path / "state", *(["--verbose"] if verbose else []), environ=environ) as server:
        ready(server)
        found = send_everywhere(server)
        assert {200, 201, 400, 401, 403, 404, 405, 413, 415, 421, 422} <= found
        assert 500 not in found
        if sys.platform == "linux":
            links = [str(fd.readlink()) for fd in Path(f"/proc/{server.process.pid}/fd").iterdir()]
            del links[links.index(str(Path(f"/proc/{server.process.pid}/fd/2").readlink()))]  # our file for its log
            assert [link for link in links if "deleted" in link or str(folders["temporary"]) in link] == []
        assert holding(tmp_path) == []
        # What the reader wants kept is kept, in its one place; and goes when the reader says so.
        assert server.as_machine("POST", "/v1/feedback", SENT).status == 201
        assert holding(tmp_path) == [feedback.DATABASE]
        assert server.as_machine("DELETE", "/v1/feedback").status == 204
        assert holding(tmp_path) == []
        out, err = server.stop()
    for form in (*FORMS, "Quetzal", "mayor"):
        assert form.lower() not in (out + err).lower()
    assert ("/v1/feedback/<id>" in err) == verbose
    assert holding(tmp_path) == []
    for folder in folders.values():
        assert list(folder.iterdir()) == []
