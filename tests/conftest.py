"""What all tests share: where the corpora and saved pages are, and an honest end of the run."""

import os
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the source."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with corpora and saved pages that are no part of the source; skips the test where it is missing."""
    folder = Path(os.environ.get("REPORTEDLY_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the corpora and saved pages are not here (REPORTEDLY_SHARED names their folder)")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says in plain words what could not run here, each reason once."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        if isinstance(report.longrepr, tuple):
            reasons[report.longrepr[2].removeprefix("Skipped: ")] += 1
    if not reasons:
        return
    terminalreporter.section("could not run here, and why")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count} {'test' if count == 1 else 'tests'}: {reason}")
