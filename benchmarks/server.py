"""Measures the server, in one run and beside what it is compared with; writes docs/performance.md and its chart.

usage: python -m benchmarks.server [--rounds N] [--clients N] [--out FOLDER]    (from the source's folder)

Each round starts a server of its own, with articles that nobody has seen before, so that a ratio compares what was
measured within seconds of each other. What takes less than a second is measured three times and the fastest counts.
Nothing else should run on the machine meanwhile.
"""

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import rivals
from benchmarks.inside import THREADS, Inside, operations
from benchmarks.live import LiveServer, body_of
from benchmarks.report import write
from benchmarks.rivals import ROOT
from benchmarks.spread import collected, fastest
from tests.articles import paragraphs

PARAGRAPHS = 20
"""Paragraphs of two sentences: an article of 40 sentences."""
FEWEST_ROUNDS = 5
STAT = Path("/proc/stat")


def served(articles: Iterator[list[str]], clients: int) -> dict[str, float]:
    """What a server of its own takes, in seconds and MiB by name."""
    with LiveServer() as server:
        found = {"status": server.to_status, "ready": server.to_ready, "rest": server.memory()}
        found["cold"] = server.analyze(body_of(next(articles)))
        found["warm"] = fastest(lambda: server.analyze(body_of(next(articles))))
        article = next(articles)
        server.analyze(body_of(article))
        found["again"] = fastest(lambda: server.analyze(body_of(article)))
        found["first"] = fastest(lambda: server.first_block(body_of(next(articles), [str(PARAGRAPHS // 2)])))
        server.load_everything()
        crowd = server.crowd([body_of(next(articles)) for _ in range(clients)])
        found |= {"crowd": crowd.seconds, "crowd_longest": max(crowd.latencies), "peak": crowd.peak}
        found |= {"turned_away": float(crowd.turned_away), "errors": float(crowd.errors)}
    return found


def compared(article: list[str], inside: Inside) -> tuple[dict[str, float], list[str]]:
    """What the analysis takes without a server, and what others take; and what could not be measured, and why."""
    found = {"python_share": inside.python_share(article), "hit_inside": inside.server_time(article)}
    windows, sentences = inside.windows(article), inside.sentences(article)
    found["sessions"] = fastest(lambda: inside.sessions_alone(windows))
    found["tokens"] = float(sum(len(ids) for ids in sentences))
    missing = []
    loaders: dict[str, Callable[[], Callable[[], float]]] = {
        "pytorch": lambda: rivals.eager_pytorch(sentences),
        "spacy": lambda: rivals.small_spacy("\n\n".join(article)),
    }
    for name, load in loaders.items():
        try:
            found[name] = fastest(load())
        except rivals.Missing as error:
            missing.append(str(error))
    try:
        fp32, int8 = rivals.ceiling(THREADS)()
        dense, attention = operations(windows)
        found |= {"fp32": fp32, "int8": int8, "ceiling": dense / int8 + attention / fp32}
    except rivals.Missing as error:
        missing.append(str(error))
    return found, missing


def busy_cores(seconds: float = 2.0) -> float:
    """How many cores others keep busy; 0 where the system does not tell it as Linux does."""

    def ticks() -> tuple[int, int]:
        user, nice, system, idle, waiting, *rest = (int(n) for n in STAT.read_text("ascii").split("\n")[0].split()[1:])
        return user + nice + system + sum(rest[:3]), idle + waiting

    if not STAT.exists():
        return 0.0
    busy, idle = ticks()
    time.sleep(seconds)
    busy_then, idle_then = ticks()
    busy, idle = busy_then - busy, idle_then - idle
    return (os.cpu_count() or 1) * busy / max(1, busy + idle)


def main() -> None:
    """Measures, and writes the page and the chart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help=f"at least {FEWEST_ROUNDS} (default: 7)")
    parser.add_argument("--clients", type=int, default=30, help="clients at once (default: 30)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="the folder to write to (default: docs)")
    arguments = parser.parse_args()
    if arguments.rounds < FEWEST_ROUNDS:
        parser.error(f"--rounds: at least {FEWEST_ROUNDS}, or there is no spread to speak of")
    load = busy_cores()
    inside = Inside()
    inside.sessions_alone(inside.windows(paragraphs(PARAGRAPHS)))
    rounds: list[dict[str, float]] = []
    missing: list[str] = []
    for number in range(arguments.rounds):
        articles = (paragraphs(PARAGRAPHS, seed) for seed in itertools.count(1000 * (number + 1)))
        found, missing = compared(next(articles), inside)
        again, inserted = inside.memory_hits(next(articles) + next(articles) + next(articles), next(articles)[0])
        rounds.append(found | served(articles, arguments.clients) | {"again_share": again, "inserted_share": inserted})
        sys.stdout.write(f"round {number + 1} of {arguments.rounds} done\n")
        sys.stdout.flush()
    write(collected(rounds), missing, arguments.clients, THREADS, load, arguments.out)
    sys.stdout.write(f"written: {arguments.out / 'performance.md'} and its chart\n")


if __name__ == "__main__":
    main()
