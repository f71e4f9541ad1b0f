"""What the repository as a whole keeps to."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import reportedly

ROOMS = (
    "build.py",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    ".ci/run",
    "docs/dependencies.md",
    "docs/permissions.md",
    "docs/security.md",
    "docs/images/marks.png",
    "server/reportedly/analysis/analyzer.py",
    "server/reportedly/web/app.py",
    "server/reportedly/cli.py",
    "extension/package.json",
    "extension/package-lock.json",
    "extension/manifest.base.json",
    "extension/_locales",
    "extension/icons",
    "extension/src/background",
    "extension/src/content",
    "extension/src/options",
    "extension/src/popup",
    "extension/src/shared",
    "models/training",
    "models/reportedly-en/model.onnx",
    "models/reportedly-en/tokenizer.json",
    "models/reportedly-en/config.json",
    "models/reportedly-en/reasons.json",
    "models/reportedly-en/metrics.json",
    "models/reportedly-en/MODEL_CARD.md",
    "models/reportedly-en/LICENSE",
    "models/reportedly-en/SHA256SUMS",
)
LONGEST = 400  # lines; about 300 is the aim
LARGEST = 30 * 2**20  # bytes; the model is 23 MiB


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    """The files that git has, or would have with the next commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8")
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    files = [root / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def texts(files: list[Path]) -> dict[Path, str]:
    found = {}
    for file in files:
        content = file.read_bytes()
        if b"\0" not in content:
            found[file] = content.decode("utf-8")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_where_the_documents_say(root: Path, room: str) -> None:
    assert (root / room).exists()


def test_every_file_fits_in_the_head(tracked: list[Path]) -> None:
    code = [file for file in tracked if file.suffix in {".py", ".ts", ".mjs", ".css"}]
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in code}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_file_is_too_large_to_clone(tracked: list[Path]) -> None:
    assert [file.name for file in tracked if file.stat().st_size > LARGEST] == []


def test_no_path_of_this_machine_stands_in_a_file(root: Path, tracked: list[Path]) -> None:
    paths = [f"{path}/" for path in (root, root.parent, Path.home()) if len(path.parts) > 1]
    assert [file for file, text in texts(tracked).items() if any(path in text for path in paths)] == []


def test_no_host_of_a_package_registry_stands_in_a_file(tracked: list[Path]) -> None:
    """The hosts are asked of the clients, so that this file does not name them."""
    hosts = registry_hosts()
    assert hosts
    assert [file for file, text in texts(tracked).items() if any(host in text for host in hosts)] == []


def registry_hosts() -> set[str]:
    """The hosts of pip's and npm's own registries, and of those that this machine is set up to use."""
    ask_pip = "from pip._internal.models.index import PyPI; print(PyPI.url, 'https://' + PyPI.file_storage_domain)"
    commands = [[sys.executable, "-c", ask_pip], [sys.executable, "-m", "pip", "config", "list"]]
    if npm := shutil.which("npm"):
        commands.append([npm, "config", "get", "registry"])
    said = " ".join(subprocess.run(command, capture_output=True, text=True).stdout for command in commands)
    return set(re.findall(r"https?://(?:[^/@\s]*@)?([^/\s':]+)", said))


def test_the_package_and_the_extension_have_one_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extension = json.loads((root / "extension" / "package.json").read_text(encoding="utf-8"))
    assert extension["version"] == project["version"] == reportedly.__version__
    assert f"## {project['version']}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_ignored_folders_are_ignored(root: Path, tracked: list[Path]) -> None:
    ignored = {".venv", "dist", "node_modules", ".cache", ".training", "__pycache__"}
    assert [file for file in tracked if ignored & set(file.relative_to(root).parts)] == []


def test_the_readme_gives_the_two_commands_and_its_links_lead_somewhere(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert "python3 build.py run" in text
    assert "python3 build.py test" in text
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert [link for link in links if "://" not in link and not (root / link).exists()] == []
