"""What a benchmark gives: how fast ours is, and how fast the plain way is in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Units of work per second, ours and the baseline's. Machines differ; the ratio says more than the speed."""

    name: str
    unit: str
    per_second: float
    baseline: str
    baseline_per_second: float

    @property
    def ratio(self) -> float:
        """How many times the baseline ours is."""
        return self.per_second / self.baseline_per_second

    def __str__(self) -> str:
        return (
            f"{self.name:<28} {self.per_second:>12,.0f} {self.unit}/s"
            f"   {self.ratio:>6.1f} x {self.baseline} ({self.baseline_per_second:,.0f}/s)"
        )


def fastest_s(work: Callable[[], object]) -> float:
    """The seconds of the fastest of three calls: other processes only ever make it slower."""
    times = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
