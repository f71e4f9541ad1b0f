"""The command line: `reportedly check`, `serve`, `pair` and `feedback`.

Exit status: 0 when the work was done, whatever was found; 1 when `--fail-on` found its flag; 2 for bad usage or input
that cannot be read, with one clear line on standard error. What is slow to load is loaded by the command that needs it.
"""

import json
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .analysis.types import FLAGS, Sensitivity
from .formats.printable import one_line
from .settings import DEFAULT_HOST, DEFAULT_PORT, Settings, SettingsError, load

if TYPE_CHECKING:
    from .analysis.types import Analysis
    from .files import Document

FAILED_ON = 1
UNUSABLE = 2
INTERRUPTED = 130


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status. `args` are those of the process unless they are given."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark for it, not a stack trace.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = reportedly.main(args, prog_name="reportedly", standalone_mode=False, obj=args is None)
    except click.ClickException as error:
        _complain(error.format_message())
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def _complain(problem: str) -> None:
    sys.stderr.write(f"reportedly: {one_line(problem)}\n")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="reportedly %(version)s")
@click.pass_context
def reportedly(context: click.Context) -> None:
    """Who says so? Marks hedges, unnamed sources, vague attributions and unsourced claims in news.

    Everything runs on this machine; no text leaves it.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@reportedly.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--sensitivity",
    type=click.Choice(["strict", "balanced", "sensitive"]),
    default="balanced",
    show_default=True,
    help="strict: few, sure marks; sensitive: many.",
)
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(FLAGS),
    metavar="FLAG",
    help=f"Exit with status 1 when this flag is found; may be repeated. One of: {', '.join(FLAGS)}.",
)
@click.pass_context
def check(
    context: click.Context, files: tuple[str, ...], form: str, sensitivity: Sensitivity, fail_on: tuple[str, ...]
) -> None:
    """Show how the sentences of each FILE are sourced.

    A FILE is a text or a saved web page; "-" is standard input. With --format json, one FILE gives an object and
    several give an array.
    """
    if files.count("-") > 1:
        raise click.UsageError("standard input (-) can be read only once")
    if context.obj and hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `check ... | head` ends quietly
    from .analysis.analyzer import Analyzer
    from .analysis.encoder import ModelError
    from .files import Unreadable, title_of
    from .formats.json import as_json

    analyzer: Analyzer | None = None
    answers: list[dict[str, Any]] = []
    unusable = found = False
    for name in files:
        try:
            document = _english(name)
            analyzer = analyzer or Analyzer(sensitivity)
            analysis = analyzer.analyze_blocks(document.blocks)
            if not analysis.sentences:
                raise Unreadable("there is no sentence in it")
        except ModelError as error:
            raise click.ClickException(str(error)) from None
        except Unreadable as error:
            _complain(f"{title_of(name)}: {error}")
            unusable = True
            continue
        found = found or any(analysis.summary.by_flag[flag] for flag in fail_on)
        if form == "json":
            answers.append(as_json(document, analysis))
        else:
            _print(document, analysis)
    if form == "json" and (answers or len(files) > 1):
        # ASCII only: nothing of an article reaches a terminal raw, and no encoding can fail.
        click.echo(json.dumps(answers if len(files) > 1 else answers[0], indent=2))
    context.exit(UNUSABLE if unusable else FAILED_ON if found else 0)


def _english(name: str) -> "Document":
    """The document, if it can be judged. Raises Unreadable."""
    from .analysis.language import detect
    from .files import Unreadable, read

    document = read(name)
    language = detect("\n".join(block.text for block in document.blocks))
    if language not in ("en", "und"):
        raise Unreadable(f"the text is not in English (language found: {language})")
    return document


def _print(document: "Document", analysis: "Analysis") -> None:
    from msgspec.json import decode
    from rich.console import Console

    from .analysis.encoder import model_folder
    from .formats.text import as_text

    catalogue = decode((model_folder() / "reasons.json").read_bytes())
    as_text(document, analysis, catalogue, Console(highlight=False, markup=False, emoji=False))


@reportedly.command()
@click.option("--port", type=click.IntRange(0, 65535), help=f"Port to listen on.  [default: {DEFAULT_PORT}]")
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Open the local page in the browser.  [default: in a terminal only]",
)
@click.option(
    "--host",
    default=DEFAULT_HOST,
    metavar="ADDRESS",
    help="Listen on this address, too; one that other machines reach needs a token (docs/security.md).",
)
@click.option("--insecure", is_flag=True, help="Let other machines in without encryption.")
@click.option("--verbose", is_flag=True, help="Log each request: route, status, time and sizes, never a text.")
@click.pass_context
def serve(
    context: click.Context, port: int | None, browser: bool | None, host: str, insecure: bool, verbose: bool
) -> None:
    """Run the server that the browser extension asks, on this machine only."""
    from .web.serve import run

    browser = sys.stdout.isatty() if browser is None else browser
    port = _settings().port if port is None else port
    context.exit(run(host, port, browser, insecure=insecure, verbose=verbose))


@reportedly.command()
@click.option("--allow", metavar="CODE", help="Allow the request that shows this code.")
@click.option("--deny", metavar="CODE", help="Deny the request that shows this code.")
@click.option("--list", "listed", is_flag=True, help="List the paired extensions.")
@click.option("--revoke", metavar="ID", help="End the pairing of the extension with this id.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"Port of the server.  [default: {DEFAULT_PORT}]")
def pair(allow: str | None, deny: str | None, listed: bool, revoke: str | None, port: int | None) -> None:
    """Answer the extensions that ask to be paired, and list or end pairings.

    Without an option, shows each request that waits and asks for an answer. Allow one only when its code is the one
    that the extension shows.
    """
    if sum((allow is not None, deny is not None, listed, revoke is not None)) > 1:
        raise click.UsageError("choose one of --allow, --deny, --list and --revoke")
    from . import pairings

    settings = _settings()
    try:
        if listed:
            pairings.print_paired(settings)
        elif revoke is not None:
            pairings.revoke(settings, revoke)
        else:
            pairings.answer(settings, port or settings.port, allow, deny)
    except pairings.PairError as error:
        raise click.ClickException(str(error)) from None


@reportedly.command()
@click.option("--export", metavar="FILE", help='Write it all as JSON Lines; "-" is standard output.')
@click.option("--delete", metavar="ID", help="Delete the one with this id.")
@click.option("--delete-all", is_flag=True, help="Delete it all.")
def feedback(export: str | None, delete: str | None, delete_all: bool) -> None:
    """List, export or delete the feedback that you gave on marks.

    It is kept on this machine only, and holds what you sent and nothing else.
    """
    if sum((export is not None, delete is not None, delete_all)) > 1:
        raise click.UsageError("choose one of --export, --delete and --delete-all")
    from . import feedbacks

    settings = _settings()
    try:
        if export is not None:
            feedbacks.export(settings, export)
        elif delete is not None:
            feedbacks.delete(settings, delete)
        elif delete_all:
            feedbacks.delete_all(settings)
        else:
            feedbacks.print_all(settings)
    except feedbacks.FeedbackError as error:
        raise click.ClickException(str(error)) from None


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
