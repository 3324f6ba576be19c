"""Demand a second time: one interval after the other, in fractions, without numpy.

Written from the rules, not from the engine, to be compared with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

Intervals = Sequence[tuple[datetime, int]]
"""Start (UTC) and usage of each interval, in order."""

Windows = Sequence[tuple[datetime, Fraction]]
"""Start and average usage per hour of each window, in order."""


def windows(intervals: Intervals, step_minutes: int, window_minutes: int, sliding: bool) -> Windows:
    """Every window that lies wholly inside the period: one behind the other, or one from every interval on."""
    size = window_minutes // step_minutes
    found, first = [], 0
    while first + size <= len(intervals):
        used = sum(quantity for _, quantity in intervals[first : first + size])
        found.append((intervals[first][0], Fraction(used * 60, window_minutes)))
        first += 1 if sliding else size
    return found


def peak(found: Iterable[tuple[datetime, Fraction]]) -> tuple[datetime, Fraction]:
    """The highest window, the earliest of equal ones."""
    best: tuple[datetime, Fraction] | None = None
    for start, demand in found:
        if best is None or demand > best[1]:
            best = start, demand
    assert best is not None
    return best


def sum_of_days(found: Windows, zone_name: str) -> tuple[int, Fraction]:
    """How many local days windows start in, and the sum of their peaks."""
    days: dict[object, list[tuple[datetime, Fraction]]] = {}
    for start, demand in found:
        days.setdefault(start.astimezone(ZoneInfo(zone_name)).date(), []).append((start, demand))
    return len(days), sum((peak(day)[1] for day in days.values()), Fraction(0))


def coincident(
    found: Windows, window_minutes: int, peaks: Sequence[tuple[datetime, datetime]]
) -> Fraction | None:
    """The highest of the windows that share a moment with a peak."""
    length = timedelta(minutes=window_minutes)
    shared = [
        (start, demand)
        for start, demand in found
        if any(start < end and first < start + length for first, end in peaks)
    ]
    return peak(shared)[1] if shared else None


def percentile(samples: Sequence[int], percent: Fraction) -> int:
    """The highest sample when the highest of them are crossed out one by one."""
    left = sorted(samples)
    for _ in range(math.floor(len(samples) * (100 - percent) / 100)):
        if len(left) > 1:
            left.pop()
    return left[-1]


def apparent(active: Windows, reactive: Windows, decimals: int) -> Decimal:
    """The highest root of the squares' sum, by a root of 100 digits."""
    squares = [p * p + q * q for (_, p), (_, q) in zip(active, reactive, strict=True)]
    largest, many = max(squares), Context(prec=100)
    root = many.sqrt(many.divide(Decimal(largest.numerator), Decimal(largest.denominator)))
    return root.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP", context=many)


def ratchets(
    peaks: Sequence[tuple[tuple[int, int], Fraction]],
    look_back: int,
    percents: Sequence[Fraction],
    minimum: Fraction,
) -> list[Fraction]:
    """The billed demand of each ((year, month), peak) in order of time: the whole year walked again for every bill."""
    billed = []
    for (year, month), own in peaks:
        shares = [own, minimum]
        for back in range(1, look_back + 1):
            earlier = (year, month - back) if month > back else _months_back(year, month, back)
            known: Mapping[tuple[int, int], Fraction] = dict(peaks)
            if earlier in known:
                shares.append(known[earlier] * percents[earlier[1] - 1] / 100)
        billed.append(max(shares))
    return billed


def _months_back(year: int, month: int, back: int) -> tuple[int, int]:
    for _ in range(back):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month
