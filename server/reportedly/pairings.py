"""What `reportedly pair` does and prints."""

import sys
from datetime import datetime

import click

from .formats.printable import one_line
from .settings import Settings
from .web.database import StateError
from .web.store import Store


class PairError(Exception):
    """The command cannot do it; `str(error)` is one line that says why."""


def answer(settings: Settings, port: int, allow: str | None, deny: str | None) -> None:
    """Answer the request that shows the code `allow` or `deny`; without either, ask about each. Raises PairError."""
    from .running import NotRunning, Refused, RunningServer

    try:
        server = RunningServer(port, settings.state)
        waiting = server.waiting()
        code = allow if allow is not None else deny
        if code is not None:
            request = next((r for r in waiting if r.code == "".join(code.split())), None)
            if request is None:
                raise PairError(f"no request with the code {code} waits; codes are good for five minutes")
            server.decide(request, allow=allow is not None)
            click.echo(f"{'Allowed' if allow is not None else 'Denied'}: {one_line(request.origin)}")
            return
        if not waiting:
            click.echo("No extension is asking to be paired. Open its popup and choose to pair, then try again.")
        for request in waiting:
            click.echo(f"{one_line(request.code)}  {one_line(request.origin)}")
            if sys.stdin.isatty():
                yes = click.confirm("Does the extension show this code? Allow it", default=False)
                server.decide(request, allow=yes)
                click.echo("Allowed." if yes else "Denied.")
        if waiting and not sys.stdin.isatty():
            click.echo(f"Allow one with: reportedly pair --allow {one_line(waiting[0].code)}")
    except (NotRunning, Refused, StateError) as error:
        raise PairError(str(error)) from None


def print_paired(settings: Settings) -> None:
    """List the paired extensions, also while no server runs. Raises PairError."""
    store = _store(settings)
    try:
        clients = store.clients()
    except StateError as error:
        raise PairError(str(error)) from None
    finally:
        store.close()
    if not clients:
        click.echo("No extension is paired.")
    for client in clients:
        used = f"last used {_day(client.last_used)}" if client.last_used else "never used"
        click.echo(f"{client.id}  {one_line(client.origin)}  paired {_day(client.created)}, {used}")


def revoke(settings: Settings, client_id: str) -> None:
    """End a pairing; a running server refuses the extension from then on. Raises PairError."""
    store = _store(settings)
    try:
        if not store.remove(client_id):
            raise PairError(f"no extension with the id {client_id} is paired; see reportedly pair --list")
    except StateError as error:
        raise PairError(str(error)) from None
    finally:
        store.close()
    click.echo(f"Ended the pairing of {one_line(client_id)}.")


def _store(settings: Settings) -> Store:
    try:
        return Store(settings.state)
    except StateError as error:
        raise PairError(str(error)) from None


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d")
