"""Runs the command line as a program would, with what it writes and its exit status kept."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from reportedly.cli import main


@dataclass
class Ran:
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


class _Bytes(io.TextIOWrapper):
    """Standard input made of bytes, as a pipe is."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", "-", stdin=b"...")` in this process, as wide as a terminal of 100 columns."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*args: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", _Bytes(io.BytesIO(stdin), encoding="utf-8"))
        status = main([str(a) for a in args])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return call
