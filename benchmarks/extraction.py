"""Measures how well the extension finds the article, and how long that takes, on saved pages in a real Chromium.

usage: python -m benchmarks.extraction [--worst N] [--only PREFIX] [--write FOLDER] [--quick]

To be run from the source's folder. The pages are no part of the source: they are looked for in the folder that
REPORTEDLY_SHARED names (../shared if it is not set), `pages-human` with the text that people marked in `expected.json`,
and `pages`. Beside the extension's own extractor, Readability alone reads every page in the same run. Nothing but
127.0.0.1 is reached.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.agreement import Agreement, added, agreement, lost
from build_tools.say import say
from tests.browser.bundle import BUNDLE, add_modules
from tests.browser.chromium import Chromium
from tests.browser.driver import MissingError, Tab
from tests.browser.pages_server import PageServer
from tests.browser.saved import shared_folder

READ = """(() => {
  const { extract, readableBlocks, plainText } = reportedlyTest;
  const clock = (work) => {
    const from = performance.now();
    const result = work();
    return [result, performance.now() - from];
  };
  const [, pass] = clock(() => readableBlocks(document));
  const [article, whole] = clock(() => extract(document));
  const texts = article ? article.blocks.map((block) => block.text) : [];
  return { text: texts.join("\\n"), plain: plainText(document), pass, whole, lost: article?.lost ?? 0 };
})()"""

GOAL = 100.0
"""Milliseconds that the pass of Readability may take on 95 of 100 pages."""


@dataclass(frozen=True)
class Reading:
    """What was read in one page. Times are milliseconds; `lost` counts blocks that were not found in the page."""

    text: str
    plain: str
    pass_: float
    whole: float
    lost: int


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worst", type=int, default=12, metavar="N", help="pages to tell about (default: 12)")
    parser.add_argument("--only", default="", metavar="PREFIX", help="only pages whose name starts so")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the texts to FOLDER, as JSON")
    parser.add_argument("--quick", action="store_true", help="leave out the pages that are only read for the time")
    arguments = parser.parse_args()
    shared = shared_folder()
    human = shared / "pages-human"
    if not (human / "expected.json").is_file():
        sys.exit(
            f"{human} has no expected.json: let REPORTEDLY_SHARED name the folder that holds pages-human and pages"
        )
    if not BUNDLE.is_file():
        sys.exit("dist/test/content.js is not built: run `python3 build.py extension`")
    truth = json.loads((human / "expected.json").read_text(encoding="utf-8"))
    expected = {name: page["articleBody"] for name, page in truth.items() if name.startswith(arguments.only)}
    timed = [] if arguments.quick else sorted(shared.glob("pages/*/source.html"))
    with tempfile.TemporaryDirectory() as folder:
        files = {name: unpacked(human / f"{name}.html.gz", Path(folder)) for name in expected}
        more = {file.parent.name: file for file in timed}
        try:
            readings = read({**files, **more})
        except MissingError as missing:
            sys.exit(str(missing))
    ours = {name: readings[name].text for name in expected}
    plain = {name: readings[name].plain for name in expected}
    if arguments.write:
        arguments.write.mkdir(parents=True, exist_ok=True)
        for kind, texts in (("extension", ours), ("readability", plain)):
            (arguments.write / f"{kind}.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    report(expected, ours, plain, arguments.worst)
    report_times(readings, {"pages-human": list(files), "pages": list(more)})


def unpacked(packed: Path, folder: Path) -> Path:
    """The page of a .gz file as a file in `folder`."""
    file = folder / packed.name.removesuffix(".gz")
    file.write_bytes(gzip.decompress(packed.read_bytes()))
    return file


def read(files: dict[str, Path]) -> dict[str, Reading]:
    """Opens every page, without scripts of its own, and runs the extension's modules in it. Raises `MissingError`."""
    readings: dict[str, Reading] = {}
    with PageServer() as pages:
        pages.saved.update(files)
        browser = Chromium()
        tab = browser.open(pages.url("empty.html"))
        for name in files:
            tab.goto(pages.url(f"saved/{name}"))
            readings[name] = reading(tab)
        browser.close()
    return readings


def reading(tab: Tab) -> Reading:
    """Reads the page of a tab."""
    add_modules(tab)
    found: dict[str, Any] = tab.evaluate(READ)
    return Reading(found["text"], found["plain"], found["pass"], found["whole"], found["lost"])


def report(expected: dict[str, str], ours: dict[str, str], plain: dict[str, str], worst: int) -> None:
    """Prints both agreements with people, and the pages on which ours is lowest."""
    agreements = {"the extension": agreement(expected, ours), "Readability alone": agreement(expected, plain)}
    for name in sorted(expected, key=agreements["the extension"].worth)[:worst]:
        page, other = (found.pages[name] for found in agreements.values())
        say(f"\n{name[:16]}  precision {page[0]:.3f} recall {page[1]:.3f} (alone {other[0]:.3f} {other[1]:.3f})")
        for sign, runs in (("-", lost(expected[name], ours[name])), ("+", added(expected[name], ours[name]))):
            for run in runs:
                say(f"  {sign} {run}")
    say(f"\n| {len(expected)} pages | precision | recall | F1 |\n|---|---|---|---|")
    for kind, found in agreements.items():
        say(row(kind, found))


def row(kind: str, found: Agreement) -> str:
    """A line of the table."""
    return f"| {kind} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} |"


def report_times(readings: dict[str, Reading], sets: dict[str, list[str]]) -> None:
    """Prints how long the pass takes: the first run in a new page, nothing compiled yet."""
    say("\n| pages | pass, median ms | 95th percentile | most | all of it again, median |\n|---|---|---|---|---|")
    for kind, names in sets.items():
        if len(names) < 2:
            continue
        passes = sorted(readings[name].pass_ for name in names)
        high = statistics.quantiles(passes, n=20, method="inclusive")[-1]
        whole = statistics.median(readings[name].whole for name in names)
        kept = "" if high <= GOAL else f" (over the goal of {GOAL:.0f})"
        middle = statistics.median(passes)
        say(f"| {kind} ({len(names)}) | {middle:.0f} | {high:.0f}{kept} | {passes[-1]:.0f} | {whole:.0f} |")
    say(f"\nblocks found by Readability and not in the page: {sum(found.lost for found in readings.values())}")


if __name__ == "__main__":
    main()
