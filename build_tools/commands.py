"""The commands of build.py. Each returns the exit status."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from build_tools import extension, locks, node, venv
from build_tools.say import ROOT, BuildError, run, say, status_of, step

HOW_TO_LOAD = """
To load the extension:
  Chrome, Edge, Chromium   open chrome://extensions (Edge: edge://extensions), switch on "Developer mode",
                           press "Load unpacked" and choose  dist/chrome
  Firefox                  open about:debugging#/runtime/this-firefox, press "Load Temporary Add-on"
                           and choose  dist/firefox/manifest.json  (Firefox forgets it when it closes;
                           README.md tells how it stays)
Then press its button in the toolbar, and allow it on the local page.
"""


def serve(arguments: argparse.Namespace) -> int:
    """`run`: everything that is needed, then the server in the foreground."""
    venv.need(venv.RUN)
    extension.build()
    say(HOW_TO_LOAD)
    command: list[str | Path] = [venv.program("reportedly"), "serve"]
    if arguments.no_browser:
        command.append("--no-browser")
    return status_of(command, why="could not start the server")


def test(arguments: argparse.Namespace) -> int:
    """`test`: the extension's own tests, then pytest, which says at its end what could not run and why."""
    venv.need(venv.RUN, venv.TEST)
    extension.build()
    status = 0
    if not arguments.pytest and "test" in node.scripts():
        status = node.node_with_packages().status_of("test", why="could not start the extension's tests")
    chosen = arguments.pytest if arguments.all else ["-m", "not long", *arguments.pytest]
    return status_of([venv.PYTHON, "-m", "pytest", *chosen], why="could not start pytest") or status


def build_extension(arguments: argparse.Namespace) -> int:
    """`extension`: dist/chrome, dist/firefox and their zips, built anew."""
    venv.need(venv.RUN)
    extension.build(anew=True)
    for browser, archive in extension.ARCHIVES.items():
        say(f"dist/{browser} and {archive.relative_to(ROOT)}, {archive.stat().st_size / 1024:.0f} KiB")
    return 0


def model(arguments: argparse.Namespace) -> int:
    """`model`: trains, exports, calibrates and measures; goes on where it was interrupted."""
    data = Path(arguments.data).resolve()
    if not data.is_dir():
        raise BuildError(f"--data: {arguments.data} is no folder")
    # A smoke model must not take the place of the real one.
    smoke = ROOT / ".training" / "smoke-model"
    out = Path(arguments.out).resolve() if arguments.out else smoke if arguments.quick else None
    venv.need(venv.RUN, venv.TRAIN)
    say(
        "- training (about five minutes)"
        if arguments.quick
        else "- training (an hour and a half on two idle cores with bfloat16, several times that without)"
    )
    command: list[str | Path] = [venv.PYTHON, "-m", "training", "--data", data]
    if arguments.quick:
        command.append("--quick")
    if out is not None:
        command += ["--out", out]
    run(command, why="could not train the model", cwd=ROOT / "models", env={"OMP_WAIT_POLICY": "PASSIVE"})
    return 0


def lint(arguments: argparse.Namespace) -> int:
    """`lint`: format, lint and types of Python and TypeScript; runs them all, whichever fails."""
    venv.need(venv.RUN, venv.TEST)
    extension.build()  # the types of the API are made on the way
    ruff, mypy = venv.program("ruff"), venv.program("mypy")
    packages = node.node_with_packages()
    checks: dict[str, Callable[[], int]] = {
        "ruff format": lambda: status_of([ruff, "format", "--check", "--quiet", "."], why="could not start ruff"),
        "ruff check": lambda: status_of([ruff, "check", "--quiet", "."], why="could not start ruff"),
        "mypy": lambda: status_of([mypy, "--no-error-summary"], why="could not start mypy"),
        "biome": lambda: packages.status_of("run", "--silent", "lint", why="could not start biome"),
        "tsc": lambda: packages.status_of("run", "--silent", "check", why="could not start tsc"),
    }
    failed = []
    for name, check in checks.items():
        say(f"- {name}")
        if check() != 0:
            failed.append(name)
    if failed:
        raise BuildError(f"lint: {', '.join(failed)} found something; see above. CONTRIBUTING.md tells how to mend it")
    say("lint: all clean")
    return 0


def bench(arguments: argparse.Namespace) -> int:
    """`bench`: measures the server and writes docs/performance.md."""
    venv.need(venv.RUN, venv.TEST, venv.TRAIN, venv.BENCH)
    say("- measuring (some minutes; let nothing else run meanwhile)")
    command: list[str | Path] = [venv.PYTHON, "-m", "benchmarks.server", "--rounds", str(arguments.rounds)]
    return status_of(command, why="could not start the benchmarks")


def package(arguments: argparse.Namespace) -> int:
    """`package`: a wheel and an sdist in dist/, with the model and the built extension inside."""
    if not (ROOT / "models" / "reportedly-en" / "model.onnx").is_file():
        raise BuildError("models/reportedly-en/model.onnx is missing: train it first (build.py model --data DIR)")
    venv.need(venv.RUN)
    extension.build()
    with step("packing the wheel and the sdist (some seconds)"):
        run([venv.PYTHON, "-m", "hatchling", "build"], why="could not pack")
    return 0


def lock(arguments: argparse.Namespace) -> int:
    """`lock`: the newest versions that pyproject.toml allows, written into requirements/."""
    locks.renew()
    return 0


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The command line; exits with status 2 and usage on a mistake."""
    # Without allow_abbrev, or an option meant for pytest could be taken for one of ours.
    what = "The one entry to Reportedly's source."
    parser = argparse.ArgumentParser(prog="build.py", description=what, allow_abbrev=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, function: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=says, description=says, allow_abbrev=False)
        added.set_defaults(function=function)
        return added

    running = add("run", serve, "install what is needed, build the extension, start the server, open its page")
    running.add_argument("--no-browser", action="store_true", help="do not open the local page")
    testing = add("test", test, "run the tests; further arguments go to pytest")
    testing.add_argument("--all", action="store_true", help="also load, leaks, long fuzzing and large corpora")
    add("extension", build_extension, "build dist/chrome and dist/firefox, and zip them")
    training = add("model", model, "train, quantize and measure the model")
    training.add_argument(
        "--data", required=True, metavar="DIR", help="the folder with labelled/, polnear/, wikiweasel/"
    )
    training.add_argument("--quick", action="store_true", help="a smoke model in five minutes, into .training/")
    training.add_argument("--out", metavar="DIR", help="the model folder to write")
    measuring = add("bench", bench, "measure the server, beside others; writes docs/performance.md and its chart")
    measuring.add_argument("--rounds", type=int, default=7, help="at least 5 (default: 7)")
    add("lint", lint, "check format, style and types")
    add("package", package, "pack the wheel and the sdist into dist/")
    add("lock", lock, "renew the locked versions in requirements/")

    arguments, further = parser.parse_known_args(words)
    if arguments.function is test:
        arguments.pytest = further
    elif further:
        parser.error(f"unrecognized arguments: {' '.join(further)}")
    return arguments


def main(words: Sequence[str]) -> int:
    """Does what the command line says; a failure is one line on standard error and status 1."""
    arguments = parse(words)
    function: Callable[[argparse.Namespace], int] = arguments.function
    return function(arguments)
