"""The server as a process of its own, as a person starts it: to be killed, restricted and watched."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reportedly.web.store import machine_token

from tests.web.client import Client

PLAIN = (sys.executable, "-m", "reportedly")


class Served(Client):
    """A running `reportedly serve`, and a client of it."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str], port: int, folder: Path, key: str) -> None:
        self.process = process
        self._errors = errors
        self.port = port
        self.folder = folder
        self.key = key
        self.machine = machine_token(folder)

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> tuple[str, str]:
        """Ask it to end; what it wrote on standard output (since its address) and standard error."""
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=30)
        self._errors.seek(0)
        return out, self._errors.read()


@contextmanager
def served(
    state: Path,
    *options: str,
    port: int = 0,
    program: Sequence[str] = PLAIN,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Start it on a free port with its state in `state`; end it for sure."""
    # A file, because a pipe that nobody reads fills up, and the server with it.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*program, "serve", "--no-browser", "--port", str(port), *options],
            env={**os.environ, "REPORTEDLY_STATE": str(state), **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdout is not None
        try:
            said = process.stdout.readline() + process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/#key=([\w-]+)", said)
            if found is None:
                process.wait(30)
                errors.seek(0)
                raise AssertionError(f"it did not start: {said}{errors.read()}")
            yield Served(process, errors, int(found[1]), state, found[2])
        finally:
            process.kill()
            process.communicate()


def cannot_start(state: Path, *options: str, environ: Mapping[str, str] | None = None) -> str:
    """What it says on standard error when it cannot start; asserts that this is one line, and the exit status 2."""
    given = {**os.environ, "REPORTEDLY_STATE": str(state), **(environ or {})}
    ran = subprocess.run(
        [*PLAIN, "serve", "--no-browser", "--port", "0", *options],
        env={name: value for name, value in given.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout) == (2, ""), ran
    assert ran.stderr.startswith("reportedly: ")
    assert ran.stderr.count("\n") == 1
    return ran.stderr
