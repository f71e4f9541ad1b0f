"""Requests to pair: an extension asks, the person compares a code and allows it, the extension collects its token.

They live in memory only. A request that waits too long expires; its end (denied or expired) can be read for as long
again, so that the extension can tell the person. The token is made when it is collected, and given once.
"""

import hmac
import math
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from reportedly.web.errors import Refusal
from reportedly.web.schema import PairingRequest, PairingResult, PairingStarted, PairingState
from reportedly.web.store import Store

LIFETIME = 300
"""Seconds for which a request waits."""
MAX_WAITING = 3


@dataclass
class _Request:
    id: str
    secret: str
    code: str
    origin: str
    ends: float
    state: PairingState = "waiting"


class Pairings:
    """Every request to pair; may be used from any thread. `clock` gives seconds that never go back."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._requests: dict[str, _Request] = {}

    def start(self, origin: str) -> PairingStarted:
        """A new request from an extension of this origin. Raises Refusal (429) when too many wait."""
        with self._lock:
            waiting = self._waiting()
            if len(waiting) >= MAX_WAITING:
                soonest = max(1, math.ceil(waiting[0].ends - self._clock()))
                raise Refusal(
                    429,
                    "too_many_pairings",
                    f"{MAX_WAITING} requests to pair are waiting already. Allow or deny them on the local page, "
                    f"or try again in {soonest} seconds.",
                    retry_after=soonest,
                )
            code = _code()
            while any(request.code == code for request in waiting):
                code = _code()
            request = _Request(secrets.token_hex(8), secrets.token_hex(16), code, origin, ends=self._clock() + LIFETIME)
            self._requests[request.id] = request
            return PairingStarted(request.id, request.secret, request.code, LIFETIME)

    def waiting(self) -> tuple[PairingRequest, ...]:
        """The requests that wait, oldest first."""
        with self._lock:
            now = self._clock()
            return tuple(PairingRequest(r.id, r.code, r.origin, math.ceil(r.ends - now)) for r in self._waiting())

    def decide(self, request_id: str, *, allow: bool) -> None:
        """The person's answer. Raises Refusal (404) when no such request waits."""
        with self._lock:
            request = next((r for r in self._waiting() if r.id == request_id), None)
            if request is None:
                raise _gone()
            request.state = "allowed" if allow else "denied"
            request.ends = self._clock() + LIFETIME

    def collect(self, request_id: str, secret: str) -> PairingResult:
        """What became of a request, for the one who knows its secret.

        Raises Refusal: 404 when there is no such request (any more), 401 when the secret is wrong.
        """
        with self._lock:
            self._tidy()
            request = self._requests.get(request_id)
            if request is None:
                raise _gone()
            if not hmac.compare_digest(secret.encode("utf-8", "replace"), request.secret.encode()):
                raise Refusal(401, "wrong_secret", "Send the secret of this request to pair as bearer token.")
            if request.state != "allowed":
                return PairingResult(request.state)
            new = self._store.add(request.origin)
            del self._requests[request_id]
            return PairingResult("allowed", new.id, new.token, new.server_key.hex())

    def _waiting(self) -> list[_Request]:
        self._tidy()
        return [request for request in self._requests.values() if request.state == "waiting"]

    def _tidy(self) -> None:
        now = self._clock()
        for request in list(self._requests.values()):
            if request.ends > now:
                continue
            if request.state == "waiting":
                request.state = "expired"
                request.ends += LIFETIME
            if request.ends <= now:
                del self._requests[request.id]


def _code() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


def _gone() -> Refusal:
    return Refusal(404, "no_such_pairing", "There is no such request to pair, or it is over. Start a new one.")
