"""Where the server listens: which addresses may be had under which conditions, and the sockets themselves."""

import errno
import http.client
import ipaddress
import socket
import sys
from dataclasses import dataclass

import msgspec

from reportedly.web.schema import Status

LOOPBACK = "127.0.0.1"
_PATIENCE = 2.0
"""Seconds in which whatever holds the port has to say what it is."""


class ServeError(Exception):
    """The server cannot start; `str(error)` is one line that says why and what to do."""


@dataclass(frozen=True)
class Place:
    """An IP address to listen on; `remote` when others than this machine can reach it."""

    address: str
    remote: bool = False

    @property
    def family(self) -> socket.AddressFamily:
        """IPv4 or IPv6."""
        return socket.AF_INET6 if ":" in self.address else socket.AF_INET

    def at(self, port: int) -> str:
        """Address and port as they stand in a URL and in a Host header."""
        return f"[{self.address}]:{port}" if ":" in self.address else f"{self.address}:{port}"


def places(host: str, user_token: str | None, *, insecure: bool) -> tuple[Place, ...]:
    """The addresses to listen on for `--host HOST`: 127.0.0.1 always, and HOST if it is another one.

    Others than this machine are let in only with a token that the user chose, and without encryption only when the
    user says so: `insecure`. Raises ServeError.
    """
    if host in {LOOPBACK, "localhost"}:
        return (Place(LOOPBACK),)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise ServeError(f"--host {host}: give an IP address of this machine") from None
    if address.is_unspecified:
        # Whoever listens everywhere cannot tell under which names: nothing would keep rebound names out.
        raise ServeError(f"--host {host} would listen on every address; give the one that is meant")
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address.scope_id):
        raise ServeError(f"--host {host}: give a plain IPv4 or IPv6 address")
    if address.is_loopback:
        return (Place(LOOPBACK), Place(str(address)))
    if user_token is None:
        raise ServeError(
            f"--host {host} lets other machines in, so it needs a token that they have to show: set REPORTEDLY_TOKEN, "
            "or write one into the file user-token in the state folder (at least 32 characters)"
        )
    if not insecure:
        raise ServeError(
            f"--host {host} would send texts and the token over the network unencrypted; leave --host out and put a "
            "TLS proxy before the server (docs/security.md shows how), or add --insecure if you trust that network"
        )
    return (Place(LOOPBACK), Place(str(address), remote=True))


def listen(where: tuple[Place, ...], port: int) -> list[socket.socket]:
    """A listening socket for each place, all on the same port (0: one that is free). Raises ServeError."""
    listeners: list[socket.socket] = []
    try:
        for place in where:
            listeners.append(_listen(place, port))
            port = listeners[0].getsockname()[1]
    except ServeError:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def _listen(place: Place, port: int) -> socket.socket:
    listener = None
    try:
        listener = socket.socket(place.family, socket.SOCK_STREAM)
        if sys.platform != "win32":  # There the option would let two programs share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if place.family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((place.address, port))
        listener.listen(1024)
    except OSError as error:
        if listener is not None:
            listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(_who_holds(place, port)) from None
        if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            raise ServeError(f"{place.address} is no address of this machine; choose another with --host") from None
        raise ServeError(f"cannot listen on port {port}: {error.strerror}; choose another with --port") from None
    except OverflowError:
        if listener is not None:
            listener.close()
        raise ServeError(f"{port} is not a port; choose one from 1 to 65535 with --port") from None
    return listener


def _who_holds(place: Place, port: int) -> str:
    connection = http.client.HTTPConnection(place.address, port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/v1/status")
        status = msgspec.json.decode(connection.getresponse().read(65536), type=Status)
    except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeDecodeError):
        return f"port {port} is taken by another program; choose another with --port"
    finally:
        connection.close()
    # What answers could be anything: nothing of it goes to the terminal but a version made of harmless characters.
    version = "".join(c for c in status.version[:20] if c.isascii() and (c.isalnum() or c in ".+-"))
    return (
        f"Reportedly {version} is running already on http://{place.at(port)}; "
        "use that one, or stop it first, or choose another port with --port"
    )
