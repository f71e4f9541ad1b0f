"""`reportedly feedback`: list, export, delete, with or without a running server."""

import json
import stat
from pathlib import Path

import pytest
from reportedly.analysis.types import ModelName
from reportedly.web.feedback import DATABASE, FeedbackBox
from reportedly.web.schema import FeedbackRequest

from tests.cli.conftest import Run

MODEL = ModelName("reportedly-en", "1.0.0")


@pytest.fixture(autouse=True)
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two pieces of feedback in the state folder; their ids."""
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    box = FeedbackBox(tmp_path)
    first = box.add(FeedbackRequest("The bridge may \x1b[31mopen\u202e.", "hedged", "wrong", MODEL, "A note."))
    second = box.add(FeedbackRequest("Some say so.", "vague_attribution", "right", MODEL))
    box.close()
    return [first.id, second.id]


def test_it_is_listed_as_harmless_text(run: Run, ids: list[str]) -> None:
    listed = run("feedback")
    assert listed.status == 0
    assert listed.out == (
        f"{ids[0]}  hedged: wrong  (reportedly-en 1.0.0)\n"
        "    The bridge may \ufffd[31mopen\ufffd.\n"
        "    Note: A note.\n"
        f"{ids[1]}  vague_attribution: right  (reportedly-en 1.0.0)\n"
        "    Some say so.\n"
    )


def test_it_is_exported_whole(run: Run, ids: list[str], tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert run("feedback", "--export", target).out == f"Wrote 2 pieces of feedback to {target}.\n"
    lines = [json.loads(line) for line in target.read_text("ascii").splitlines()]
    assert [line["id"] for line in lines] == ids
    assert lines[0]["sentence"] == "The bridge may \x1b[31mopen\u202e."
    assert lines[0]["model"] == {"name": "reportedly-en", "version": "1.0.0"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert run("feedback", "--export", "-").out == target.read_text("ascii")


def test_it_is_deleted(run: Run, ids: list[str], tmp_path: Path) -> None:
    assert run("feedback", "--delete", ids[0]).out == f"Deleted {ids[0]}.\n"
    again = run("feedback", "--delete", ids[0])
    assert again.status == 2
    assert again.err == f"reportedly: no feedback with the id {ids[0]} is kept; see reportedly feedback\n"
    assert run("feedback", "--delete-all").out == "Deleted 1 piece of feedback.\n"
    assert run("feedback").out == "No feedback is kept.\n"
    assert b"bridge" not in (tmp_path / DATABASE).read_bytes()


@pytest.mark.parametrize("options", [["--delete-all", "--export", "-"], ["--delete", "x", "--delete-all"]])
def test_only_one_thing_at_a_time(run: Run, options: list[str]) -> None:
    assert run("feedback", *options).status == 2


def test_what_stands_in_the_way_is_one_line(run: Run, tmp_path: Path) -> None:
    nowhere = run("feedback", "--export", tmp_path / "none" / "out.jsonl")
    assert nowhere.status == 2
    assert "cannot write" in nowhere.err
    (tmp_path / DATABASE).write_bytes(b"not a database at all" * 100)
    damaged = run("feedback")
    assert damaged.status == 2
    assert damaged.err.count("\n") == 1
    assert DATABASE in damaged.err
