"""Whose turn it is: fairness among requests, what is looked at first, and what nobody waits for any more."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from reportedly.analysis.pool import GivenUp, Pool, cores


class Slow:
    """Work that a test lets happen one item at a time; `begun` holds the items in the order of their turns."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.begins = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)

    def __call__(self, item: str) -> str:
        self.begun.append(item)
        self.begins.release()
        assert self.may_end.acquire(timeout=30)
        return item.upper()


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def pool(slow: Slow) -> Iterator[Pool[str, str]]:
    pool = Pool[str, str](slow, threads=1)
    yield pool
    pool.close()
    slow.may_end.release(100)


class Caller(threading.Thread):
    """Somebody who waits for items; `found` holds what came back, or `error` why nothing did."""

    def __init__(self, pool: Pool[str, str], first: str, rest: str, given_up: Callable[[], bool] = lambda: False):
        super().__init__(daemon=True)
        self._outputs = pool.run(first.split(), rest.split(), given_up)
        self.found: list[tuple[str, str]] = []
        self.error: BaseException | None = None
        before = pool.waiting()
        self.start()
        # Queued, or begun already.
        while pool.waiting() == before and not self.found and self.is_alive() and before:
            pass

    def run(self) -> None:
        try:
            self.found = list(self._outputs)
        except BaseException as error:
            self.error = error


def finish(slow: Slow, callers: Sequence[Caller]) -> None:
    slow.may_end.release(1000)
    for caller in callers:
        caller.join(30)
        assert not caller.is_alive()


def test_requests_take_turns(pool: Pool[str, str], slow: Slow) -> None:
    long = Caller(pool, "", "a1 a2 a3 a4 a5")
    assert slow.begins.acquire(timeout=30)
    short = Caller(pool, "", "b1 b2")
    third = Caller(pool, "", "c1")
    finish(slow, [long, short, third])
    assert slow.begun == ["a1", "a2", "b1", "c1", "a3", "b2", "a4", "a5"]
    assert short.found == [("b1", "B1"), ("b2", "B2")]


def test_what_is_looked_at_goes_before_the_rest_of_everybody(pool: Pool[str, str], slow: Slow) -> None:
    long = Caller(pool, "a1", "a2 a3 a4")
    assert slow.begins.acquire(timeout=30)
    late = Caller(pool, "b1", "b2")
    finish(slow, [long, late])
    assert slow.begun[:2] == ["a1", "b1"]


def test_the_rest_is_not_starved_by_what_is_looked_at(pool: Pool[str, str], slow: Slow) -> None:
    greedy = Caller(pool, " ".join(f"a{n}" for n in range(12)), "")
    assert slow.begins.acquire(timeout=30)
    patient = Caller(pool, "", "b1 b2")
    finish(slow, [greedy, patient])
    assert slow.begun.index("b2") <= 8


def test_what_nobody_waits_for_is_not_begun(pool: Pool[str, str], slow: Slow) -> None:
    left = threading.Event()
    stays = Caller(pool, "", "a1")
    assert slow.begins.acquire(timeout=30)
    leaves = Caller(pool, "b1", "b2 b3", given_up=left.is_set)
    left.set()
    finish(slow, [stays, leaves])
    assert slow.begun == ["a1"]
    assert isinstance(leaves.error, GivenUp)


def test_closing_the_iterator_drops_what_has_not_begun(pool: Pool[str, str], slow: Slow) -> None:
    outputs = pool.run(["a1"], ["a2", "a3"])
    slow.may_end.release()
    assert next(outputs) == ("a1", "A1")
    outputs.close()
    assert pool.waiting() == 0
    finish(slow, [Caller(pool, "", "b1")])
    assert "a3" not in slow.begun
    assert slow.begun[-1] == "b1"


def test_closing_the_pool_tells_everybody_who_waits(pool: Pool[str, str], slow: Slow) -> None:
    one = Caller(pool, "", "a1 a2 a3")
    assert slow.begins.acquire(timeout=30)
    other = Caller(pool, "", "b1")
    pool.close()
    finish(slow, [one, other])
    assert [type(caller.error) for caller in (one, other)] == [GivenUp, GivenUp]
    assert slow.begun == ["a1"]
    with pytest.raises(GivenUp):
        next(pool.run(["c1"]))


def test_the_backlog_is_what_waits_at_the_pace_of_late(pool: Pool[str, str], slow: Slow) -> None:
    assert pool.backlog() == 0
    caller = Caller(pool, "", "a1 a2 a3")
    assert slow.begins.acquire(timeout=30)
    two = pool.backlog()
    other = Caller(pool, "", "b1 b2")
    assert pool.backlog() == 2 * two > 0
    finish(slow, [caller, other])


def test_an_error_reaches_the_caller_and_nobody_else() -> None:
    def divide(number: int) -> float:
        return 1 / number

    pool = Pool[int, float](divide, threads=2)
    with pytest.raises(ZeroDivisionError):
        list(pool.run([0]))
    assert list(pool.run([2])) == [(2, 0.5)]
    pool.close()


@pytest.mark.parametrize(
    ("quota", "expected"), [("max 100000\n", None), ("100000 100000\n", 1), ("50000 100000\n", 1), ("nonsense", None)]
)
def test_a_container_s_quota_counts(tmp_path: Path, quota: str, expected: int | None) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(quota)
    assert cores(file) == (expected or cores(tmp_path / "none"))
