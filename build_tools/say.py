"""Talking to the person in front of the terminal, and running other programs for them."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class BuildError(Exception):
    """Something that the person can act on; `str(error)` is what they read, without a stack trace."""


def say(text: str) -> None:
    """Prints a line at once, so that it stands before what the next program prints."""
    print(text, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Says what is being done, and afterwards how long it took."""
    say(f"- {text}")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.0f} s")


def run(
    command: Sequence[str | Path],
    *,
    why: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Runs `command`, which shares the terminal. `env` is added to the environment.

    Raises BuildError, worded with `why` ("could not ..."), when it cannot be started or its exit status is not zero.
    """
    status = status_of(command, why=why, cwd=cwd, env=env)
    if status != 0:
        raise BuildError(f"{why}: {Path(command[0]).name} ended with status {status}; its own words stand above")


def status_of(
    command: Sequence[str | Path],
    *,
    why: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> int:
    """Like `run`, for programs whose exit status is an answer. Who ends build.py ends the program with it."""
    try:
        child = subprocess.Popen([str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})})
    except OSError as error:
        raise BuildError(f"{why}: {command[0]} cannot be started ({error.strerror})") from None
    # A terminal's interrupt reaches the child by itself, but what is sent to this process alone would leave it behind.
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return _ended(child)
    finally:
        signal.signal(signal.SIGTERM, before)


def _ended(child: subprocess.Popen[bytes]) -> int:
    """The exit status of `child`, which is given the time to close down in its own way after an interrupt."""
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def output_of(command: Sequence[str | Path], *, why: str, cwd: Path = ROOT) -> str:
    """What `command` prints on standard output; what it says on standard error is shown when it fails.

    Raises BuildError, worded with `why`.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=cwd, capture_output=True, text=True, encoding="utf-8"
        )
    except OSError as error:
        raise BuildError(f"{why}: {command[0]} cannot be started ({error.strerror})") from None
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise BuildError(
            f"{why}: {Path(command[0]).name} ended with status {done.returncode}; its own words stand above"
        )
    return done.stdout
