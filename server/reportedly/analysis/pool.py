"""A fixed number of threads that share their time fairly among the requests that wait.

Each request brings its windows in two lines: those of the blocks that somebody looks at, and the rest. A thread that is
free takes from the line of what is looked at first, and within a line the requests take turns, one window each. So a
long article does not hold up a short one, and a reader who just arrived waits for a window or two, whatever else is
being read. Every fourth turn belongs to the rest, so that nobody's article stays half read while new ones arrive.

How many threads: one for each core that the process may use (`cores`), and no more than `MOST_THREADS`. All run the
same session, whose computations stay on the thread that called it: on two cores, two single-threaded runs side by side
read an article 1.4 times as fast as runs on two threads one after another, and a session for each thread would gain
nothing over one session for all but hold the weights once more.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST_THREADS = 8
"""An article has about ten windows, and each thread that runs keeps 10 to 20 MB busy: more would buy little."""
REST_EVERY = 4
"""One turn in this many goes to what nobody looks at yet, if anything of it waits."""
_FIRST_PACE = 0.05
"""Seconds that an item is taken to need before any was done."""
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


class GivenUp(Exception):
    """Whoever asked has left, or the pool was closed; what had not begun will not be done."""


def cores(quota: Path = _QUOTA) -> int:
    """How many cores this process may use: those of its affinity mask, or fewer where a container's quota says so."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        share, period = quota.read_text("ascii").split()
        allowed = int(share) // int(period)
    except (OSError, ValueError):  # there is no such file, or it says "max"
        return found
    return max(1, min(found, allowed))


class _Request(Generic[T, R]):
    """What one caller waits for. `results` gets an item and its result, or the error that it ended with."""

    def __init__(self, given_up: Callable[[], bool]) -> None:
        self.given_up = given_up
        self.dropped = False
        self.results: SimpleQueue[tuple[T, R] | BaseException] = SimpleQueue()


class Pool(Generic[T, R]):
    """Runs `work` on items in `threads` threads. `run` may be called from any number of threads at once."""

    def __init__(self, work: Callable[[T], R], threads: int) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._closed = False
        self._turns = 0
        self._threads = threads
        self._pace = _FIRST_PACE
        # Of what is looked at, and of the rest: the requests that wait with their items, the next one first.
        self._lines: tuple[deque[tuple[_Request[T, R], deque[T]]], ...] = (deque(), deque())
        # Each item brings one call of `_next`, which takes whichever item is due by then.
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="window")

    def run(
        self, first: Sequence[T], rest: Sequence[T] = (), given_up: Callable[[], bool] = lambda: False
    ) -> Generator[tuple[T, R], None, None]:
        """Run `work` on each item; yields (item, result) as they are done, `first` ones begun before the `rest`.

        `given_up` is asked before an item is begun. Raises GivenUp when it says yes or when the pool is closed, and
        whatever `work` raises. Closing the iterator drops what has not begun.
        """
        request = _Request[T, R](given_up)
        with self._lock:
            if self._closed:
                raise GivenUp
            for line, items in zip(self._lines, (first, rest), strict=True):
                if items:
                    line.append((request, deque(items)))
            for _ in range(len(first) + len(rest)):
                self._executor.submit(self._next)
        try:
            for _ in range(len(first) + len(rest)):
                result = request.results.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            self._drop(request)

    def close(self) -> None:
        """Drop what has not begun, and tell those who wait for it. What runs goes on to its end."""
        with self._lock:
            self._closed = True
            waiting = [request for line in self._lines for request, _ in line]
            for request in waiting:
                request.dropped = True
                request.results.put(GivenUp())
            for line in self._lines:
                line.clear()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def waiting(self) -> int:
        """How many items have not begun."""
        with self._lock:
            return sum(len(items) for line in self._lines for request, items in line if not request.dropped)

    def backlog(self) -> float:
        """Seconds until what waits now will have been done, at the pace of late."""
        return self.waiting() * self._pace / self._threads

    def _next(self) -> None:
        taken = self._take()
        if taken is None:
            return
        request, item = taken
        start = time.perf_counter()
        try:
            request.results.put((item, self._work(item)))
        except BaseException as error:
            request.results.put(error)
        self._pace += 0.1 * (time.perf_counter() - start - self._pace)

    def _take(self) -> tuple[_Request[T, R], T] | None:
        """The item that is due, or None when what was to be done has been dropped meanwhile."""
        with self._lock:
            self._turns += 1
            looked_at, rest = self._lines
            for line in (rest, looked_at) if self._turns % REST_EVERY == 0 else (looked_at, rest):
                while line:
                    request, items = line.popleft()
                    if not request.dropped and request.given_up():
                        request.dropped = True
                        request.results.put(GivenUp())
                    if request.dropped:
                        continue
                    item = items.popleft()
                    if items:
                        line.append((request, items))
                    return request, item
            return None

    def _drop(self, request: _Request[T, R]) -> None:
        with self._lock:
            request.dropped = True
