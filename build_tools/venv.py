"""The project's own Python environment, .venv: made once, filled from the locks in requirements/."""

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from build_tools import stamps
from build_tools.say import ROOT, BuildError, run, step

VENV = ROOT / ".venv"
LOCKS = ROOT / "requirements"


def program(name: str, environment: Path = VENV) -> Path:
    """Where an environment has a program: its Python, or one that a package brought."""
    if os.name == "nt":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


PYTHON = program("python")


@dataclass(frozen=True)
class Lock:
    """A file in requirements/ with the exact version of each package, and what to say while it is installed."""

    name: str
    says: str

    @property
    def file(self) -> Path:
        """The lock itself."""
        return LOCKS / f"{self.name}.txt"

    @property
    def stamp(self) -> Path:
        """What tells that it is installed."""
        return VENV / "stamps" / self.name


RUN = Lock("run", "installing what the server needs into .venv (about 300 MB, a minute)")
TEST = Lock("test", "installing the tools for tests and lint into .venv (about 300 MB, a minute)")
TRAIN = Lock("train", "installing PyTorch and the tools for training into .venv (1 GB or more, some minutes)")
BENCH = Lock("bench", "installing what the benchmarks compare with into .venv (400 MB, a minute)")
NODE = Lock("node", "installing Node.js into .venv, as this machine has none that is new enough (about 200 MB)")


def need(*locks: Lock) -> None:
    """Makes .venv if it is not there, and installs the locks that are not installed yet, and Reportedly itself.

    Raises BuildError when this Python cannot make environments, or when pip fails.
    """
    _make()
    for lock in locks:
        _install(lock)
    _install_project()


def has(*locks: Lock) -> bool:
    """Whether .venv is there with all of `locks` as they are now."""
    return _works() and all(stamps.is_fresh(lock.stamp, stamps.digest([lock.file])) for lock in locks)


def _make() -> None:
    if _works():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        here = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise BuildError(
            f"this Python {here} cannot make environments: its venv module is missing. On Debian or Ubuntu: "
            f"sudo apt-get install python{here}-venv; on Fedora: sudo dnf install python3-pip. Then run this again"
        )
    with step("making the environment .venv (some seconds)"):
        # --clear: an environment whose Python has gone or is too old is made afresh.
        run([sys.executable, "-m", "venv", "--clear", VENV], why="could not make .venv")


def _works() -> bool:
    """Whether .venv has a Python that starts, is new enough and has pip."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def _install(lock: Lock) -> None:
    wanted = stamps.digest([lock.file])
    if stamps.is_fresh(lock.stamp, wanted):
        return
    with step(lock.says):
        _pip("-r", str(lock.file))
    stamps.write(lock.stamp, wanted)


def _install_project() -> None:
    """Reportedly itself, editable: the code in server/ is used as it stands."""
    stamp = VENV / "stamps" / "project"
    wanted = stamps.digest([ROOT / "pyproject.toml", ROOT / "build_tools" / "wheel_hook.py"])
    if stamps.is_fresh(stamp, wanted):
        return
    with step("linking Reportedly itself into .venv (some seconds)"):
        _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamps.write(stamp, wanted)


def _pip(*arguments: str) -> None:
    run(
        [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments],
        why="could not install (is the network there, and is the disk not full?)",
    )
