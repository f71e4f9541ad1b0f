"""Measurements -> docs/performance.md and its chart."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.chart import draw
from benchmarks.spread import Spread

PAGE, CHART = "performance.md", "performance.svg"
Found = Mapping[str, Spread]

QUIET = 0.3
"""The load for each core up to which a machine counts as quiet."""
_BUSY = """**The machine was busy with something else ({load:.1f} cores): times are too long and spreads too wide.
Measure again on a quiet one.**
"""
_ABOUT = """
Every article but those that are sent again is one that the server has not seen. The times over HTTP count from the
request to the last byte of the answer, connection and token included. PyTorch runs a network of the same shape with
weights of chance, since the shipped weights are int8; it only reads the sentences and makes no marks of them. spaCy
does something else (parts of speech, syntax, names): it stands for what a small pipeline takes for the same text.
"""

_TIMES = {
    "pytorch": "PyTorch 2 eager, sentence by sentence, fp32",
    "spacy": "spaCy's small English pipeline",
    "cold": "first article after a start",
    "warm": "whole article, not seen before",
    "first": "first block (in the middle of the article)",
    "sessions": "the model's sessions alone",
    "again": "the same page again, over HTTP",
    "hit_inside": "the same page again, in the analyzer alone",
}


def write(found: Found, missing: Sequence[str], clients: int, threads: int, load: float, out: Path) -> None:
    """Write the page and the chart into the folder `out`.

    `load` is how many cores others kept busy just before the measurements: where it is not small, the page
    says that it is not worth much.
    """
    out.mkdir(parents=True, exist_ok=True)
    rounds = len(found["warm"].values)
    parts = [
        _head(found, rounds, threads),
        *([_BUSY.format(load=load)] if load > QUIET * threads else []),
        _times(found),
        *([f"![Times for an article of 40 sentences]({CHART})\n"] if draw(_shown(found), out / CHART) else []),
        _ceiling(found),
        _crowd(found, clients),
        _budgets(found),
        *(["## What could not be measured\n\n" + "".join(f"- {line}\n" for line in missing)] if missing else []),
    ]
    (out / PAGE).write_text("\n".join(parts), "utf-8")


def _shown(found: Found) -> dict[str, Spread]:
    return {says: found[name].times(1000) for name, says in _TIMES.items() if name in found}


def _head(found: Found, rounds: int, threads: int) -> str:
    tokens = found["tokens"]
    return f"""# Performance

Written by `python3 build.py bench`; do not edit. {rounds} rounds in one run, each with a server of its own and with
articles that it has not seen: made-up ones of 40 sentences, {tokens.say()} tokens. Every number
is the median of the rounds, with the lowest and the highest in brackets; within a round, what takes less than a second
is measured three times and the fastest counts. Times differ from machine to machine; ratios, taken round by round, less
so.

Measured on {_processor()}, {threads} cores, {platform.system()}, Python {platform.python_version()},
ONNX Runtime {version("onnxruntime")}.
"""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _times(found: Found) -> str:
    lines = [
        "## An article of 40 sentences\n",
        "| what | milliseconds | times as long as a whole article |",
        "|---|---|---|",
    ]
    for name, says in _TIMES.items():
        if name in found:
            digits = 1 if found[name].median < 0.02 else 0
            ratio = found[name].over(found["warm"])
            say = ratio.say(2 if ratio.median >= 0.1 else 3)
            lines.append(f"| {says} | {found[name].times(1000).say(digits)} | {say} |")
    return "\n".join([*lines, _ABOUT])


def _ceiling(found: Found) -> str:
    if "ceiling" not in found:
        return ""
    share = found["ceiling"].over(found["sessions"]).times(100)
    return f"""## Against the ceiling of the machine

Large square matrices through ONNX Runtime, one single-threaded run a core, reach {found["fp32"].say()} billion
operations a second in fp32 and {found["int8"].say()} in int8. At that rate, the multiplications that an article takes
would be done in {found["ceiling"].times(1000).say()} ms: the sessions reach {share.say()}% of the ceiling. The rest
goes into small matrices, quantizing activations, and what is no multiplication.
"""


def _crowd(found: Found, clients: int) -> str:
    each = found["crowd"].times(1 / clients).over(found["warm"])
    return f"""## {clients} clients at once

Each sends an article that the server has not seen, and comes back when it is told to. Before that the server was asked
about a text in another language, so that it has loaded everything that it ever loads.

| what | |
|---|---|
| seconds until everybody had an answer | {found["crowd"].say(1)} |
| seconds of the one who waited longest | {found["crowd_longest"].say(1)} |
| for each article, times as long as one alone | {each.say(2)} |
| turned away with 503 and Retry-After | {found["turned_away"].say()} |
| other errors | {found["errors"].say()} |
| memory of the server, MiB, at most | {found["peak"].say()} |
"""


def _budgets(found: Found) -> str:
    return f"""## Budgets

| what | at most | measured |
|---|---|---|
| seconds from the start of the process to the first answer of `/v1/status` | 1 | {found["status"].say(2)} |
| seconds from the start of the process until texts are judged | | {found["ready"].say(2)} |
| memory at rest, MiB | 200 | {found["rest"].say()} |
| memory under load, MiB | 300 | {found["peak"].say()} |
| Python around the sessions, % of their own time | 10 | {found["python_share"].times(100).say(1)} |
| a page that is remembered, milliseconds, connection and all | 5 | {found["again"].times(1000).say(1)} |
| windows found in memory, the same page, % | at least 100 | {found["again_share"].times(100).say()} |
| windows found in memory, one paragraph inserted, % | at least 80 | {found["inserted_share"].times(100).say()} |
"""
