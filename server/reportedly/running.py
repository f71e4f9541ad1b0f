"""The running server, as a command of the same user sees it.

Before the machine's own token is sent, the server has to prove that it holds it too: another program on the port would
otherwise be handed the key to everything.
"""

import hmac
import http.client
import secrets
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .web.access import MACHINE, sign
from .web.schema import Empty, ErrorAnswer, PageKey, PageToken, PairingRequest, PairingRequests, Status
from .web.store import machine_token

T = TypeVar("T")

# Seconds; the server answers these calls in milliseconds.
_PATIENCE = 10
# Larger than any of the answers; keeps an impostor from filling the memory. Bytes.
_LARGEST = 1024 * 1024


class NotRunning(Exception):
    """No server of this user answers; `str(error)` is one line that says what to do."""


class Refused(Exception):
    """The server said no; `str(error)` is its message."""


class RunningServer:
    """The server on `port` of 127.0.0.1 whose state lies in `folder`.

    Raises NotRunning from the start when none answers there, or one that cannot prove that it is this user's.
    """

    def __init__(self, port: int, folder: Path) -> None:
        self._port = port
        self._token = machine_token(folder)
        nonce = secrets.token_hex(16)
        status = self._call("GET", f"/v1/status?nonce={nonce}&client={MACHINE}", None, Status)
        proof = status.proof if isinstance(status.proof, str) else ""
        if not hmac.compare_digest(proof.encode(), sign(self._token.encode(), nonce, MACHINE, port).encode()):
            raise NotRunning(f"what answers on port {port} is not your Reportedly; it was told nothing")

    def waiting(self) -> tuple[PairingRequest, ...]:
        """The requests to pair that wait, oldest first."""
        return self._call("GET", "/v1/pairing", self._token, PairingRequests).requests

    def decide(self, request: PairingRequest, *, allow: bool) -> None:
        """Allow or deny a request to pair. Raises Refused when it is over."""
        key = self._call("POST", "/v1/page-keys", self._token, PageKey, Empty())
        page = self._call("POST", "/v1/page-tokens", None, PageToken, key).token
        self._call("POST", f"/v1/pairing/{request.id}/{'allow' if allow else 'deny'}", page, None, Empty())

    def _call(self, method: str, path: str, token: str | None, answer: type[T] | None, body: Any = None) -> T:
        # Straight to the loopback address: no proxy of the environment may see the token.
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, msgspec.json.encode(body) if body is not None else None, headers)
            response = connection.getresponse()
            data = response.read(_LARGEST)
            if response.status >= 400:
                raise Refused(msgspec.json.decode(data, type=ErrorAnswer).error.message)
            return msgspec.json.decode(data, type=answer) if answer else None  # type: ignore[return-value]
        except ConnectionRefusedError:
            raise NotRunning(
                f"no server answers on http://127.0.0.1:{self._port}; start it with: reportedly serve"
            ) from None
        except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeDecodeError):
            raise NotRunning(f"what answers on port {self._port} is not Reportedly") from None
        finally:
            connection.close()
