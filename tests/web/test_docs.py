"""docs/security.md lists every test of the server, and none that is not there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs/security.md").read_text("utf-8")


def test_every_test_is_listed_and_every_entry_is_there() -> None:
    table = PAGE.partition("### The tests")[2].partition("###")[0]
    listed = set(re.findall(r"`(\w+/test_\w+\.py)`", table))
    assert {name for name in listed if not (TESTS / name).exists()} == set()
    assert {f"web/{path.name}" for path in Path(__file__).parent.glob("test_*.py")} - {"web/test_docs.py"} <= listed
