"""What `reportedly feedback` does and prints."""

import json
import sys
from pathlib import Path

import click
import msgspec

from .formats.printable import one_line
from .settings import Settings
from .web.database import StateError
from .web.feedback import FeedbackBox
from .web.store import write_private


class FeedbackError(Exception):
    """The command cannot do it; `str(error)` is one line that says why."""


def print_all(settings: Settings) -> None:
    """List what is kept, also while no server runs. Raises FeedbackError."""
    with _Box(settings) as box:
        kept = box.all()
    if not kept:
        click.echo("No feedback is kept.")
    for one in kept:
        click.echo(f"{one.id}  {one.flag}: {one.verdict}  ({one_line(one.model.name)} {one_line(one.model.version)})")
        click.echo(f"    {one_line(one.sentence)}")
        if one.note:
            click.echo(f"    Note: {one_line(one.note)}")


def export(settings: Settings, target: str) -> None:
    """Write what is kept as JSON Lines into the file `target`, "-" for standard output. Raises FeedbackError."""
    with _Box(settings) as box:
        kept = box.all()
    # ASCII only: nothing of an article reaches a terminal raw, and no encoding can fail.
    lines = "".join(json.dumps(msgspec.to_builtins(one)) + "\n" for one in kept)
    if target == "-":
        sys.stdout.write(lines)
        return
    try:
        write_private(Path(target), lines)
    except OSError as error:
        raise FeedbackError(f"cannot write {target}: {error.strerror}") from None
    click.echo(f"Wrote {_pieces(len(kept))} to {one_line(target)}.")


def delete(settings: Settings, feedback_id: str) -> None:
    """Delete one. Raises FeedbackError."""
    with _Box(settings) as box:
        if not box.remove(feedback_id):
            raise FeedbackError(f"no feedback with the id {feedback_id} is kept; see reportedly feedback")
    click.echo(f"Deleted {one_line(feedback_id)}.")


def delete_all(settings: Settings) -> None:
    """Delete everything. Raises FeedbackError."""
    with _Box(settings) as box:
        click.echo(f"Deleted {_pieces(box.clear())}.")


class _Box:
    """Opens the feedback for a `with`, and turns what goes wrong with its file into a FeedbackError."""

    def __init__(self, settings: Settings) -> None:
        self._box = FeedbackBox(settings.state)

    def __enter__(self) -> FeedbackBox:
        return self._box

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._box.close()
        if isinstance(error, StateError):
            raise FeedbackError(str(error)) from None


def _pieces(number: int) -> str:
    return "1 piece of feedback" if number == 1 else f"{number} pieces of feedback"
