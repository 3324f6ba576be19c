"""Amounts of a bill spread over the intervals they are for, so that together they are the same to the cent.

An amount that counts usage goes where that usage was, in proportion: in a time-of-use bucket that is its price
times the interval, over tiers their average price. What does not go by that (a peak's demand, a tier's
flat fee) is spread evenly over the days. Days are whole minor units by largest remainder; the intervals of a day are hundredths of them, which
together are the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Amounts are spread as whole numbers of 10^-9 minor units, and rounded once at the end.
_FINE: Final = 10**9
_INTERVAL_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class AmountToSpread:
    """An amount in whole minor units, tax included.

    `weights`: int64, shape (intervals,), the usage it counted; None for one that is spread evenly over the
    days.
    """

    amount: Decimal
    weights: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class SpreadAmounts:
    """Amounts in the currency's major unit: a day has whole minor units, an interval hundredths of them.

    The days add up to what was spread, the intervals of a day to the day.
    """

    by_day: tuple[Decimal, ...]
    by_interval: tuple[Decimal, ...]


def spread_amounts(amounts: Sequence[AmountToSpread], days: Sequence[int], scale: int) -> SpreadAmounts:
    """Spread all amounts over the days, each given by the number of its intervals (46, 48 or 50 half-hours).

    `scale` is the number of decimals of the minor unit; raises ValueError for an amount that has more.
    """
    spread = [0] * sum(days)
    for one in amounts:
        _add(spread, _parts(_whole(one.amount, scale), one.weights, days))
    day_sums, first = [], 0
    for count in days:
        day_sums.append(sum(spread[first : first + count]))
        first += count
    by_day = _apportioned(day_sums, _FINE, sum(day_sums) // _FINE)
    by_interval: list[int] = []
    for count, day in zip(days, by_day, strict=True):
        first = len(by_interval)
        unit = _FINE // _INTERVAL_PARTS
        by_interval += _apportioned(spread[first : first + count], unit, day * _INTERVAL_PARTS)
    return SpreadAmounts(
        tuple(Decimal(day).scaleb(-scale) for day in by_day),
        tuple(Decimal(part).scaleb(-scale - 2) for part in by_interval),
    )


def _whole(amount: Decimal, scale: int) -> int:
    minor = amount.scaleb(scale)
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} is no whole number of minor units")
    return int(minor) * _FINE


def _parts(amount: int, weights: NDArray[np.int64] | None, days: Sequence[int]) -> list[int]:
    parts = None if weights is None else _in_proportion(amount, [int(weight) for weight in weights])
    return _evenly(amount, days) if parts is None else parts


def _in_proportion(amount: int, weights: Sequence[int]) -> list[int] | None:
    """The amount in parts like the weights; None where those say nothing or have both signs."""
    whole = sum(weights)
    if not whole or (min(weights) < 0 < max(weights)):
        return None
    parts, reached, given = [], 0, 0
    for weight in weights:
        reached += weight
        due = -(-amount * reached // whole)  # rounded up, so that of equal parts the earlier is the larger
        parts.append(due - given)
        given = due
    return parts


def _evenly(amount: int, days: Sequence[int]) -> list[int]:
    """The same for each day, and within a day the same for each interval."""
    parts: list[int] = []
    given = 0
    for number, count in enumerate(days, start=1):
        day = -(-amount * number // len(days)) - given
        given += day
        parts += [day * (place + 1) // count - day * place // count for place in range(count)]
    return parts


def _add(sums: list[int], parts: Sequence[int]) -> None:
    for place, part in enumerate(parts):
        sums[place] += part


def _apportioned(parts: Sequence[int], unit: int, target: int) -> list[int]:
    """The parts in whole units that together are the target: rounded down, then by largest remainder."""
    floors, remainders = [], []
    for part in parts:
        floor, remainder = divmod(part, unit)
        floors.append(floor)
        remainders.append(remainder)
    missing = target - sum(floors)
    order = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))
    # A day that was rounded may be off by more units than it has intervals: go round again.
    for step in range(missing):
        floors[order[step % len(order)]] += 1
    for step in range(-missing):
        floors[order[-1 - step % len(order)]] -= 1
    return floors
