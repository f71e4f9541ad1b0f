"""The browser extension: extension/ -> dist/chrome, dist/firefox and their zips."""

from pathlib import Path

from build_tools import stamps, venv
from build_tools.archive import write_zip
from build_tools.node import EXTENSION, node_with_packages
from build_tools.say import ROOT, BuildError, output_of, step

DIST = ROOT / "dist"
# An .xpi is a zip by another name; Firefox installs one from a file.
ARCHIVES = {"chrome": DIST / "reportedly-chrome.zip", "firefox": DIST / "reportedly-firefox.xpi"}
_STAMP = DIST / ".stamp"
# What is made in extension/ is no source.
_MADE = {"node_modules", "build"}
# What the extension is built from besides its own sources: the words of the reasons, and the API's types.
_BESIDES = (
    ROOT / "models" / "reportedly-en" / "reasons.json",
    ROOT / "server" / "reportedly" / "web",
    ROOT / "server" / "reportedly" / "analysis" / "types.py",
)


def build(*, anew: bool = False) -> None:
    """Builds the extension for both browsers if its sources have changed, or in any case when `anew`.

    Needs `venv.RUN`. Raises BuildError when npm fails or leaves something out.
    """
    if not anew and is_built():
        return
    wanted = stamps.digest(sources())
    _STAMP.unlink(missing_ok=True)
    node = node_with_packages()
    with step("building the extension for Chrome and Firefox (some seconds)"):
        write_openapi()
        node.run("run", "--silent", "types", why="could not make the types of the API")
        node.run("run", "--silent", "build", why="could not build the extension")
        for browser, archive in ARCHIVES.items():
            if not (DIST / browser / "manifest.json").is_file():
                raise BuildError(f"the extension's build left no dist/{browser}/manifest.json")
            write_zip(DIST / browser, archive)
    stamps.write(_STAMP, wanted)


def is_built() -> bool:
    """Whether dist/ holds what `build` makes from the sources as they are."""
    return stamps.is_fresh(_STAMP, stamps.digest(sources())) and all(file.is_file() for file in ARCHIVES.values())


def write_openapi() -> None:
    """The server's API document, from which the extension's types are generated."""
    document = output_of([venv.PYTHON, "-m", "reportedly.web.openapi"], why="could not write the API document")
    target = EXTENSION / "build" / "openapi.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(document, encoding="utf-8")


def sources() -> list[Path]:
    """All that the built extension depends on."""
    own = sorted(path for path in EXTENSION.iterdir() if path.name not in _MADE)
    return [*own, *(path for path in _BESIDES if path.exists())]
