"""A connection to Firefox over WebDriver BiDi: one command at a time, no driver program between."""

import json
from contextlib import ExitStack
from typing import Any

from websockets.sync.client import connect


class BidiError(Exception):
    """Firefox refused a command; the text is its error and message."""


class Bidi:
    """A BiDi session over a web socket."""

    def __init__(self, address: str) -> None:
        """Opens a session; `address` is what Firefox prints when it listens, ws://127.0.0.1:PORT."""
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(f"{address}/session", max_size=None, proxy=None))
        self._last = 0
        self.command("session.new", capabilities={})

    def command(self, method: str, /, answer_within: float = 90.0, **parameters: Any) -> dict[str, Any]:
        """Sends a command and returns its result. Raises :class:`BidiError`, or TimeoutError after some seconds."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=answer_within))
            if answer.get("id") != self._last:
                continue  # an event, or the answer to a command that was given up
            if answer["type"] == "error":
                raise BidiError(f"{answer['error']}: {answer['message']}")
            result: dict[str, Any] = answer["result"]
            return result

    def wait_for_event(self, method: str, within: float = 30.0) -> dict[str, Any]:
        """The parameters of the next event of this name, of those that were subscribed to; or TimeoutError."""
        while True:
            answer = json.loads(self._socket.recv(timeout=within))
            if answer.get("method") == method:
                parameters: dict[str, Any] = answer["params"]
                return parameters

    def evaluate(self, context: str, expression: str, **options: Any) -> dict[str, Any]:
        """Runs an expression in a browsing context, awaits its promise, and returns BiDi's remote value.

        Raises :class:`BidiError` with the text of what was thrown.
        """
        return self._run("script.evaluate", context, expression=expression, **options)

    def call(self, context: str, function: str, *arguments: dict[str, Any]) -> dict[str, Any]:
        """Calls a function in a browsing context, with BiDi's references as arguments; as :meth:`evaluate` does."""
        return self._run("script.callFunction", context, functionDeclaration=function, arguments=list(arguments))

    def _run(self, method: str, context: str, **what: Any) -> dict[str, Any]:
        # userActivation is not set: what needs a click has to get a real one.
        answer = self.command(method, target={"context": context}, awaitPromise=True, resultOwnership="none", **what)
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        value: dict[str, Any] = answer["result"]
        return value

    def close(self) -> None:
        """Closes the socket."""
        self._open.close()
