"""What a billing period will come to, from what the last four weeks were like.

Every interval that has no reading yet is expected to be like the average of the same weekday and time among the
28 days up to the last complete one. The band is from the spread of those days about the average of their
weekday. Weather makes the days of a week vary together, so a week counts as one: the variance of a day is taken
seven times for each day to come, and once more for what the average of four weeks may itself be off. Eight of
ten periods should end inside the band; a season that turns is not foreseen, and holidays are not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from invoicing.drafting.channel_usage import columns_of
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.weekday_profile import WeekdayProfile

HISTORY_DAYS: Final = 28
_WEEK: Final = 7
_FEWEST_DAYS: Final = 14
# The square of 1.2816: as many standard deviations hold the middle 80 % of a normal distribution.
_BAND_SQUARED: Final = Fraction(16424, 10000)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A period's usage to its end, one row each: as expected, and at the ends of the band.

    Measured intervals are as they are; the others are marked ESTIMATED. `days` are those with such intervals.
    """

    expected: UsageMatrix
    low: UsageMatrix
    high: UsageMatrix
    days: tuple[date, ...]


def forecast_usage(known: UsageMatrix, period: Period, zone_name: str) -> Forecast | None:
    """The usage of the period; None with fewer than 14 complete days of readings in the last 28.

    `known` has one row, MISSING where there is no reading, and covers the period and the 28 days before it;
    both begin and end at local midnights.
    """
    calendar = LocalCalendar(zone_name)
    present = _present(known)
    days = _columns_by_day(known.grid, calendar)
    recent = _recent_complete_days(days, present)
    if len(recent) < _FEWEST_DAYS:
        return None
    chosen = np.zeros(known.grid.count, dtype=np.bool_)
    for day in recent:
        chosen[days[day]] = True
    profile = WeekdayProfile.of(known.quantities[0], chosen, known.grid, calendar.zone)
    inside = columns_of(known.grid, period)
    grid = IntervalGrid(period.start, known.grid.step_minutes, inside.stop - inside.start)
    expected, _ = profile.on(grid, calendar.zone)
    open_days = tuple(day for day in calendar.dates(period) if not present[days[day]].all())
    totals = {day: int(known.quantities[0, days[day]].sum()) for day in recent}
    margin = _margin(totals, open_days)
    return _forecast(known, inside, grid, expected, margin, open_days)


def _forecast(
    known: UsageMatrix,
    inside: slice,
    grid: IntervalGrid,
    expected: NDArray[np.int64],
    margin: int,
    open_days: tuple[date, ...],
) -> Forecast:
    measured = _present(known)[inside]
    remaining = np.where(measured, 0, expected)
    qualities = np.where(
        measured,
        np.uint8(ReadingQuality.ACTUAL) if known.qualities is None else known.qualities[0, inside],
        np.uint8(ReadingQuality.ESTIMATED),
    )[None, :]

    def with_remaining(rest: NDArray[np.int64]) -> UsageMatrix:
        quantities = np.where(measured, known.quantities[0, inside], rest)[None, :]
        return UsageMatrix(grid, quantities, qualities, known.unit, known.decimals)

    whole = int(remaining.sum())
    return Forecast(
        expected=with_remaining(remaining),
        low=with_remaining(_scaled(remaining, max(whole - margin, 0))),
        high=with_remaining(_scaled(remaining, whole + margin)),
        days=open_days,
    )


def _present(known: UsageMatrix) -> NDArray[np.bool_]:
    if known.qualities is None:
        return np.ones(known.grid.count, dtype=np.bool_)
    present: NDArray[np.bool_] = known.qualities[0] != ReadingQuality.MISSING
    return present


def _columns_by_day(grid: IntervalGrid, calendar: LocalCalendar) -> dict[date, slice]:
    return {day: columns_of(grid, calendar.day(day)) for day in calendar.dates(grid.period)}


def _recent_complete_days(days: dict[date, slice], present: NDArray[np.bool_]) -> list[date]:
    """The complete days among the 28 up to the last complete one."""
    complete = [day for day, columns in days.items() if present[columns].all()]
    return [day for day in complete if day > complete[-1] - timedelta(days=HISTORY_DAYS)]


def _margin(totals: dict[date, int], open_days: Sequence[date]) -> int:
    """How far the remaining days' sum may be from what is expected, in base units."""
    by_weekday: defaultdict[int, list[int]] = defaultdict(list)
    for day, total in totals.items():
        by_weekday[day.weekday()].append(total)
    squares = sum(
        (
            sum(one * one for one in same) - Fraction(sum(same) ** 2, len(same))
            for same in by_weekday.values()
        ),
        Fraction(0),
    )
    freedom = len(totals) - len(by_weekday)
    if freedom < 1:
        return 0
    coming = len(open_days)
    of_days = min(coming, _WEEK) * coming
    of_averages = Fraction(coming**2 * _WEEK, len(totals))
    return isqrt(int(squares / freedom * (of_days + of_averages) * _BAND_SQUARED))


def _scaled(quantities: NDArray[np.int64], target: int) -> NDArray[np.int64]:
    """The quantities in proportion, so that together they are exactly the target."""
    whole = int(quantities.sum())
    if whole <= 0:
        return quantities
    sums = [0, *(target * int(reached) // whole for reached in np.cumsum(quantities))]
    return np.array([later - earlier for earlier, later in pairwise(sums)], dtype=np.int64)
