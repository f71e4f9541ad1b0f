"""The analyzer behind the server: loaded in the background, shared by all requests, kept from being overrun."""

import contextlib
import math
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reportedly.analysis.pool import GivenUp
from reportedly.analysis.types import ModelName, Sensitivity
from reportedly.web.errors import Refusal
from reportedly.web.schema import ServerState

if TYPE_CHECKING:
    from reportedly.analysis.analyzer import Analyzer

SLOTS = 8
"""Analyses in progress at once. Fewer than the server's threads, so that the status is answered meanwhile."""
_LATEST = 10
"""Seconds after which whoever is turned away is told to come back, at most."""
_PATIENCE = 4.0
"""Seconds."""


class Engine:
    """Loads the model and hands it out. `state` is "loading" until then, or "broken" with a one-line `problem`."""

    def __init__(self, model_dir: Path | None = None) -> None:
        self._model_dir = model_dir
        self._analyzer: Analyzer | None = None
        self._loading: threading.Thread | None = None
        self._slots = threading.BoundedSemaphore(SLOTS)
        self.problem: str | None = None

    def load(self, then: Callable[["Analyzer"], None]) -> None:
        """Start loading in a thread of its own; `then` is called there with the loaded analyzer."""
        self._loading = threading.Thread(target=self._load, args=(then,), name="load-model", daemon=True)
        self._loading.start()

    def close(self) -> None:
        """Give up what is being judged, and wait (a few seconds at most) until nothing is being loaded any more.

        A runtime must not be torn down half made.
        """
        if self._loading is not None:
            self._loading.join(_PATIENCE)
        self.give_up()

    def give_up(self) -> None:
        """End every analysis in progress as soon as the window that is being read is done."""
        if self._analyzer is not None:
            self._analyzer.close()

    def _load(self, then: Callable[["Analyzer"], None]) -> None:
        # Imported here, because it takes the model's runtime a moment to load and the status must not wait for it.
        from reportedly.analysis.analyzer import Analyzer
        from reportedly.analysis.folder import ModelError

        try:
            self._analyzer = Analyzer(model_dir=self._model_dir)
        except ModelError as error:
            self.problem = str(error)
        except Exception as error:  # Whatever it is, the status has to say that nothing will come of waiting.
            self.problem = f"the model cannot be loaded ({type(error).__name__})"
        else:
            with contextlib.suppress(GivenUp):  # The server ends before the first analysis is done.
                then(self._analyzer)

    @property
    def state(self) -> ServerState:
        """Whether texts can be judged."""
        if self._analyzer is not None:
            return "ready"
        return "loading" if self.problem is None else "broken"

    @property
    def model(self) -> ModelName | None:
        """Which model judges; None until it is loaded."""
        return self._analyzer.model if self._analyzer is not None else None

    def analyzer(self, sensitivity: Sensitivity) -> "Analyzer":
        """The analyzer with the thresholds of `sensitivity`. Raises Refusal (503) when there is none."""
        if self._analyzer is not None:
            return self._analyzer.with_sensitivity(sensitivity)
        if self.problem is None:
            raise Refusal(503, "loading", "The model is still being loaded. Try again in a second.", retry_after=1)
        raise Refusal(503, "model_broken", f"Nothing can be judged: {self.problem}", retry_after=60)

    @contextlib.contextmanager
    def slot(self) -> Iterator[None]:
        """A place among the analyses in progress. Raises Refusal (503) when all are taken."""
        if not self._slots.acquire(blocking=False):
            backlog = self._analyzer.backlog() if self._analyzer is not None else 0.0
            later = max(1, min(_LATEST, math.ceil(backlog)))
            raise Refusal(503, "busy", f"Too many analyses at once. Try again in {later} s.", retry_after=later)
        try:
            yield
        finally:
            self._slots.release()
