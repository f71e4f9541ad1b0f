"""build.py as a newcomer meets it: what it says when something is wrong, and what it does twice."""

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from types import ModuleType

import pytest

from build_tools import extension, node, stamps, venv
from build_tools.commands import parse
from build_tools.say import BuildError, run, status_of


@pytest.fixture
def entry(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reportedly_build", root / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build_py(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, root / "build.py", *words], capture_output=True, text=True, cwd="/")


def test_an_old_python_is_told_that_it_is_old(
    entry: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert entry.main() == 1
    message = capsys.readouterr().err
    assert "this is Python 3.9" in message
    assert "3.11 or newer" in message


def test_an_old_python_can_read_the_entry(root: Path) -> None:
    ast.parse((root / "build.py").read_text(encoding="utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize("words", [[], ["fly"], ["run", "--nonsense"], ["model"], ["lint", "further"]])
def test_wrong_usage_is_answered_with_the_usage(root: Path, words: list[str]) -> None:
    done = build_py(root, *words)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: build.py")
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_one_line(root: Path) -> None:
    done = build_py(root, "model", "--data", "no-such-folder")
    assert (done.returncode, done.stderr) == (1, "build.py: --data: no-such-folder is no folder\n")


def test_what_test_does_not_know_goes_to_pytest() -> None:
    parsed = parse(["test", "-k", "guard", "--all", "tests/web", "-x"])
    assert parsed.all
    assert parsed.pytest == ["-k", "guard", "tests/web", "-x"]


def test_a_program_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"could not fly: .*ended with status 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"], why="could not fly")
    with pytest.raises(BuildError, match=r"could not fly: .*cannot be started"):
        run([tmp_path / "no-such-program"], why="could not fly")
    assert status_of([sys.executable, "-c", "raise SystemExit(5)"], why="could not fly") == 5


def test_a_python_without_venv_tells_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name))
    monkeypatch.setattr(venv, "PYTHON", tmp_path / "none" / "python")
    with pytest.raises(BuildError, match=r"sudo apt-get install python3\.\d+-venv"):
        venv.need()


def test_a_stamp_is_fresh_until_a_name_or_a_content_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "made" / "stamp"
    (source / "deep").mkdir(parents=True)
    file = source / "deep" / "a.txt"
    file.write_text("one", encoding="utf-8")
    before = stamps.digest([source])
    assert not stamps.is_fresh(stamp, before)
    stamps.write(stamp, before)
    assert stamps.is_fresh(stamp, stamps.digest([source]))

    os.utime(file, (1, 1))
    assert stamps.is_fresh(stamp, stamps.digest([source]))
    file.write_text("two", encoding="utf-8")
    assert not stamps.is_fresh(stamp, stamps.digest([source]))
    file.write_text("one", encoding="utf-8")
    file.rename(source / "deep" / "b.txt")
    assert not stamps.is_fresh(stamp, stamps.digest([source]))


@pytest.mark.skipif(os.name == "nt", reason="writes a shell script")
@pytest.mark.parametrize(
    ("says", "taken"), [("v18.20.0", False), ("v99.0.0", True), ("not a version", False), (None, False)]
)
def test_only_a_node_that_is_new_enough_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str | None, taken: bool
) -> None:
    for name in ("node", "npm") if says else ():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (node.on_this_machine() is not None) == taken


def test_run_ends_with_a_running_server_that_ends_with_it(root: Path, tmp_path: Path) -> None:
    if not (venv.has(venv.RUN) and extension.is_built()):
        pytest.skip("what run needs is not installed here by build.py (python3 build.py run)")
    # Unbuffered, because lines are to be read as soon as they are there.
    env = {**os.environ, "REPORTEDLY_PORT": "0", "REPORTEDLY_STATE": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, root / "build.py", "run", "--no-browser"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stdout is not None
        deadline = threading.Timer(60, running.kill)
        deadline.start()
        try:
            said = []
            for line in running.stdout:
                said.append(line)
                if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    break
            else:
                pytest.fail("".join(said))
            assert "chrome://extensions" in "".join(said)
            assert "about:debugging" in "".join(said)
            with urllib.request.urlopen(f"{found[0]}v1/status", timeout=30) as answer:
                assert json.load(answer)["name"] == "reportedly"
        finally:
            running.terminate()
            running.communicate()
            deadline.cancel()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{found[0]}v1/status", timeout=30)
