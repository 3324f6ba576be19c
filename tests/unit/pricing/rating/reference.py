"""The engine a second time: slow, simple, in fractions, and without numpy, caches or Decimals.

Written from the rules (shared semantics), not from the engine, to be compared with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

Tiers = Sequence[tuple[Fraction | None, Fraction, Fraction]]
"""(top or None, unit price, flat fee) of each tier."""


def graduated(quantity: Fraction, tiers: Tiers, flat_at_zero: bool = False) -> Fraction:
    """Each unit at the price of the tier it lies in; the flat fee of every tier that is entered."""
    total, bottom = Fraction(0), Fraction(0)
    for number, (top, price, flat) in enumerate(tiers):
        upper = max(quantity, Fraction(0)) if top is None else min(max(quantity, Fraction(0)), top)
        total += max(upper - bottom, Fraction(0)) * price
        if quantity > bottom or (number == 0 and flat_at_zero):
            total += flat
        if top is None:
            break
        bottom = top
    return total


def volume(quantity: Fraction, tiers: Tiers, flat_at_zero: bool = False) -> Fraction:
    """All units at the price of the tier that holds the quantity, and its flat fee."""
    used = max(quantity, Fraction(0))
    for top, price, flat in tiers:
        if top is None or used <= top:
            return used * price + (flat if used or flat_at_zero else 0)
    raise ValueError("the last tier must be open")


def packages(quantity: Fraction, size: Fraction, free: Fraction, partial_up: bool) -> int:
    """How many packages hold what exceeds the free units."""
    paid = max(quantity - free, Fraction(0)) / size
    return math.ceil(paid) if partial_up else math.floor(paid)


def half_up(amount: Fraction, scale: int) -> Fraction:
    """Rounded to `scale` decimals, halves away from zero."""
    units = abs(amount) * 10**scale
    rounded = math.floor(units + Fraction(1, 2))
    return Fraction(rounded if amount >= 0 else -rounded, 10**scale)


def utc_starts(start: datetime, end: datetime, step_minutes: int) -> list[datetime]:
    """The start of every interval."""
    starts, step = [], timedelta(minutes=step_minutes)
    while start < end:
        starts.append(start)
        start += step
    return starts


def local_day(zone_name: str, day: date) -> tuple[datetime, datetime]:
    """The first instant of the local day and of the next, found by walking the quarter-hours."""
    zone = ZoneInfo(zone_name)
    instants = utc_starts(
        datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2),
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=3),
        15,
    )
    return (
        next(instant for instant in instants if instant.astimezone(zone).date() >= day),
        next(instant for instant in instants if instant.astimezone(zone).date() > day),
    )


def bucket_sums(
    starts: Sequence[datetime],
    quantities: Sequence[int],
    zone_name: str,
    peak_hours: tuple[int, int],
    summer: tuple[tuple[int, int], tuple[int, int]],
    holidays: frozenset[date],
) -> dict[str, int]:
    """Usage in winter and in summer, at peak (weekday hours) and off it; one interval at a time."""
    zone, sums = ZoneInfo(zone_name), dict.fromkeys(("summer_peak", "winter_peak", "off"), 0)
    for start, quantity in zip(starts, quantities, strict=True):
        local = start.astimezone(zone)
        weekday = local.weekday() < 5 and local.date() not in holidays
        season = "summer" if summer[0] <= (local.month, local.day) <= summer[1] else "winter"
        peak = weekday and peak_hours[0] <= local.hour < peak_hours[1]
        sums[f"{season}_peak" if peak else "off"] += quantity
    return sums


def largest_remainder(amounts: Sequence[Fraction], scale: int) -> list[Fraction]:
    """Whole minor units that add up to the rounded sum, one at a time to whom most is missing."""
    unit = Fraction(1, 10**scale)
    shares = [math.floor(amount / unit) * unit for amount in amounts]
    while sum(shares) < half_up(sum(amounts, Fraction(0)), scale):
        owed = [amount - share for amount, share in zip(amounts, shares, strict=True)]
        shares[owed.index(max(owed))] += unit
    return shares
