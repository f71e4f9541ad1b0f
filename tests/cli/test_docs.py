"""docs/cli.md tells of every command and option, and of no other."""

import re
from pathlib import Path

from reportedly.cli import reportedly

PAGE = (Path(__file__).parents[2] / "docs/cli.md").read_text("utf-8")
# Of `reportedly` itself, and of every command.
EVERYWHERE = {"--help", "--version"}


def sections() -> dict[str, str]:
    return dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_every_command_has_its_section() -> None:
    assert set(sections()) == {*reportedly.commands, "Environment"}


def test_every_option_is_told_and_none_that_does_not_exist() -> None:
    for name, command in reportedly.commands.items():
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}
        assert set(re.findall(r"--[a-z][a-z-]+", sections()[name])) == options - EVERYWHERE, name


def test_every_environment_variable_is_told() -> None:
    code = "".join(p.read_text("utf-8") for p in (Path(__file__).parents[2] / "server").rglob("*.py"))
    assert set(re.findall(r"REPORTEDLY_[A-Z]+", code)) == set(re.findall(r"REPORTEDLY_[A-Z]+", PAGE))
