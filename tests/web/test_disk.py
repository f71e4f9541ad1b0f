"""Disks that are full or closed, and a model that is not what it was: one clear line, and nothing else breaks."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reportedly.analysis.encoder import model_folder

from tests.web.client import CHROME, Client, running
from tests.web.conftest import ready
from tests.web.process import cannot_start, served

FEEDBACK: dict[str, Any] = {
    "sentence": "It may rain.",
    "flag": "hedged",
    "verdict": "right",
    "model": {"name": "reportedly-en", "version": "1.0.0"},
}


def mount(folder: Path, *options: str) -> None:
    """Put a small file system of its own at a folder; skips the test where that is not allowed."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only the administrator of a Linux machine can make a small disk to fill")
    done = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("a small disk to fill cannot be mounted here")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 128 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount(folder, "-o", "size=128k")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more fits; the file that takes the room."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 512)
        except OSError:
            return path


def test_a_full_disk_at_the_start_is_one_line(small: Path) -> None:
    fill(small)
    state = small / "state"
    said = cannot_start(state)
    assert str(state) in said
    assert "No space left on device" in said or "disk is full" in said


def test_a_disk_that_fills_up_stops_what_needs_it_and_nothing_else(small: Path) -> None:
    with running(small / "state") as client:
        ready(client)
        paired = client.pair()
        started = client.send("POST", "/v1/pairing", {}, Origin=CHROME).json
        page = client.page_token()
        filler = fill(small)
        allowed = client.send("POST", f"/v1/pairing/{started['id']}/allow", {}, Authorization=f"Bearer {page}")
        assert allowed.status == 204
        for answer in (client.collect(started), client.as_machine("POST", "/v1/feedback", FEEDBACK)):
            assert (answer.status, answer.code) == (500, "state")
            assert "full" in answer.json["error"]["message"] or "space" in answer.json["error"]["message"]
        # Who is paired is served all the same.
        sent = {"blocks": [{"id": "0", "text": "The clerk said it may rain."}]}
        bearer = {"Authorization": f"Bearer {paired.token}", "Origin": CHROME}
        assert client.send("POST", "/v1/analyze", sent, **bearer).status == 200
        # And with room again, everything goes on; the pairing was not lost.
        filler.unlink()
        assert client.collect(started).json["state"] == "allowed"
        assert client.as_machine("POST", "/v1/feedback", FEEDBACK).status == 201


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A home that nobody can write to."""
    home = tmp_path / "home"
    home.mkdir()
    if os.geteuid() == 0:
        mount(home, "-o", "ro")
        yield home
        subprocess.run(["umount", "-l", str(home)], check=True)
    else:
        home.chmod(0o500)
        yield home
        home.chmod(0o700)


NO_FOLDERS = {"XDG_STATE_HOME": "", "XDG_CACHE_HOME": "", "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}


def test_a_home_that_cannot_be_written_to_is_one_line(closed: Path, tmp_path: Path) -> None:
    said = cannot_start(tmp_path, environ={"HOME": str(closed), "REPORTEDLY_STATE": "", **NO_FOLDERS})
    assert str(closed) in said
    assert "Read-only" in said or "Permission denied" in said


def test_with_its_state_elsewhere_the_server_needs_no_home(closed: Path, tmp_path: Path) -> None:
    with served(tmp_path / "state", environ={"HOME": str(closed), **NO_FOLDERS}) as client:
        ready(client)
        assert client.analyze("The clerk said it may rain.").status == 200
        assert client.stop() == ("Stopped.\n", "")
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.onnx", lambda data: data[:-1]),
        ("model.onnx", lambda data: data[:1000] + bytes([data[1000] ^ 1]) + data[1001:]),
        ("tokenizer.json", lambda data: data.replace(b"1", b"2", 1)),
        ("config.json", lambda data: data + b" "),
        ("model.onnx", lambda data: None),
        ("SHA256SUMS", lambda data: None),
    ],
    ids=["cut short", "one bit", "tokenizer", "config", "missing", "no sums"],
)
def test_a_model_that_is_not_what_it_was_judges_nothing(tmp_path: Path, name: str, damage: Any) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder(), folder)
    changed = damage((folder / name).read_bytes())
    (folder / name).unlink() if changed is None else (folder / name).write_bytes(changed)
    with running(tmp_path / "state", model_dir=folder) as client:
        while (status := state(client))["state"] == "loading":
            pass
        assert status["state"] == "broken"
        assert name in status["problem"]
        assert "\n" not in status["problem"]
        answer = client.analyze("The clerk said it may rain.")
        assert (answer.status, answer.code) == (503, "model_broken")
        assert client.send("GET", "/").status == 200


def state(client: Client) -> dict[str, Any]:
    """What the server says of itself."""
    return dict(client.send("GET", "/v1/status").json)
