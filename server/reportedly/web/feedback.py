"""Feedback: what a reader chose to say about a mark. Kept on this machine, listed, exported and deleted at will.

This is the one place where a sentence of an article is written to the disk, and only because the reader sent it for
that. Nothing is added to it: no time, no address of a page, no extension. The file is made with the first feedback.
"""

import secrets
import threading
from pathlib import Path
from typing import Any

from reportedly.analysis.types import ModelName
from reportedly.web.database import Database
from reportedly.web.errors import Refusal
from reportedly.web.schema import MAX_FEEDBACK, MAX_NOTE, MAX_SENTENCE, Feedback, FeedbackRequest

DATABASE = "feedback.sqlite"
MAX_NAME = 100
"""Characters in the name or the version of a model."""

_TABLE = (
    "feedback (id TEXT PRIMARY KEY, sentence TEXT NOT NULL, flag TEXT NOT NULL, verdict TEXT NOT NULL,"
    " model TEXT NOT NULL, version TEXT NOT NULL, note TEXT)"
)


class FeedbackBox:
    """The feedback in `feedback.sqlite` in the state folder; may be used from any thread.

    Raises StateError from every method when the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database: Database | None = None
        self._opening = threading.Lock()

    def add(self, sent: FeedbackRequest) -> Feedback:
        """Keep it. Raises Refusal: 400 for a text that is empty or too long, 413 when too much is kept already."""
        _check(sent)
        if self._run("SELECT count(*) FROM feedback")[0][0] >= MAX_FEEDBACK:
            raise Refusal(
                413,
                "feedback_full",
                f"{MAX_FEEDBACK:,} pieces of feedback are kept already. Export them with reportedly feedback --export, "
                "then delete them with reportedly feedback --delete-all.",
            )
        kept = Feedback(secrets.token_hex(8), sent.sentence, sent.flag, sent.verdict, sent.model, sent.note)
        self._run(
            "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kept.id, kept.sentence, kept.flag, kept.verdict, kept.model.name, kept.model.version, kept.note),
        )
        return kept

    def all(self) -> tuple[Feedback, ...]:
        """Everything that is kept, oldest first."""
        if not self._exists():
            return ()
        rows = self._run("SELECT id, sentence, flag, verdict, model, version, note FROM feedback ORDER BY rowid")
        return tuple(Feedback(r[0], r[1], r[2], r[3], ModelName(r[4], r[5]), r[6]) for r in rows)

    def remove(self, feedback_id: str) -> bool:
        """Delete one; False when there is none with this id."""
        return self._exists() and bool(self._run("DELETE FROM feedback WHERE id = ? RETURNING id", (feedback_id,)))

    def clear(self) -> int:
        """Delete everything; how many there were."""
        return len(self._run("DELETE FROM feedback RETURNING id")) if self._exists() else 0

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def _exists(self) -> bool:
        return self._database is not None or (self._folder / DATABASE).exists()

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._opening:
            if self._database is None:
                self._database = Database(self._folder, DATABASE, _TABLE)
        return self._database.run(statement, values)


def _check(sent: FeedbackRequest) -> None:
    if not sent.sentence.strip():
        raise Refusal(400, "empty_text", "There is no sentence in the feedback. Send the one that was marked.")
    for name, text, longest in (
        ("sentence", sent.sentence, MAX_SENTENCE),
        ("note", sent.note or "", MAX_NOTE),
        ("model.name", sent.model.name, MAX_NAME),
        ("model.version", sent.model.version, MAX_NAME),
    ):
        if len(text) > longest:
            raise Refusal(
                400, "too_long", f"At most {longest:,} characters are kept here. Send less.", field=f"$.{name}"
            )
