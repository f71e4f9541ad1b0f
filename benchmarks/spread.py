"""Several measurements of one thing, and what is said of them."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Measurements of one thing, in the order in which they were made, so that those of one round belong together."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def over(self, other: "Spread") -> "Spread":
        """The ratios, round by round: what the machine did besides slows both of a round alike."""
        return Spread(tuple(a / b for a, b in zip(self.values, other.values, strict=True)))

    def times(self, factor: float) -> "Spread":
        """The same in another unit."""
        return Spread(tuple(value * factor for value in self.values))

    def say(self, digits: int = 0) -> str:
        """Median, and the smallest and largest in brackets."""
        low, high = min(self.values), max(self.values)
        return f"{self.median:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fastest(measure: Callable[[], float], times: int = 3) -> float:
    """The least of some measurements made at once: what else the machine does can only slow things down."""
    return min(measure() for _ in range(times))


def collected(rounds: list[dict[str, float]]) -> dict[str, Spread]:
    """The measurements of all rounds, by name; what a round could not measure is left out of all."""
    names = [name for name in rounds[0] if all(name in found for found in rounds)]
    return {name: Spread(tuple(found[name] for found in rounds)) for name in names}
