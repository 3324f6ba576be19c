"""Filling gaps: a straight line over short ones, the average of like days over long ones.

Everything is whole numbers of the series' base unit. Where a division leaves a rest the result is rounded
half up (towards plus infinity), each interval by itself. An estimate lies between values that were read, so
it never exceeds the historic peak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import LocalStamps
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries
from metering.vee.runs import runs_of

METHOD_VERSION = "1"
_EPOCH = date(1970, 1, 1)
_SATURDAY = 5


class EstimationMethod(StrEnum):
    """How a gap was filled."""

    INTERPOLATION = "INTERPOLATION"
    LIKE_DAYS = "LIKE_DAYS"


@dataclass(frozen=True, slots=True)
class EstimationLimits:
    """When which method applies (California DASMMD; IESO "point-to-point"; BSCP502: within one month).

    `line_minutes`: the longest gap a straight line may span. `like_days`: how many like days are averaged;
    `reach_days`: how far away they may lie.
    """

    line_minutes: int = 120
    like_days: int = 4
    reach_days: int = 30


DEFAULT_LIMITS = EstimationLimits()


@dataclass(frozen=True, slots=True)
class Estimate:
    """How `interval_count` intervals from the UTC instant `starts_at` were filled, all of one local day.

    `days_used`: the local days that were averaged, nearest first; empty for a straight line.
    """

    method: EstimationMethod
    days_used: tuple[date, ...]
    starts_at: datetime
    interval_count: int


@dataclass(frozen=True, slots=True)
class UnfilledGap:
    """Intervals that stay MISSING, and why."""

    starts_at: datetime
    interval_count: int
    reason: str


@dataclass(frozen=True, slots=True)
class EstimatedSeries:
    """The series with estimates in its gaps, and how each was made, in order of time."""

    series: UsageSeries
    estimates: tuple[Estimate, ...]
    unfilled: tuple[UnfilledGap, ...]


def estimate_gaps(
    series: UsageSeries,
    calendar: LocalCalendar,
    *,
    fill: Period | None = None,
    limits: EstimationLimits = DEFAULT_LIMITS,
) -> EstimatedSeries:
    """Fill what is MISSING, in the whole series or only where an interval starts in `fill`.

    A gap of up to two hours with readings (not estimates) on both sides becomes a straight line between them. Any other is
    filled day by day with the average of the four most recent like days (Monday to Friday, or Saturday and
    Sunday; holidays count as their weekday) of the 30 days before, or the nearest after when there are none
    before. A day is like only if it was measured at all the clock times in question: estimates and
    substitutes are not averaged. Intervals are matched by the local clock: the hour a clock change skips is
    asked of no day, the one it repeats is averaged over both.

    Readings that exist are never changed; new quantities have quality ESTIMATED.
    """
    missing = series.qualities == ReadingQuality.MISSING
    wanted = missing if fill is None else missing & _starts_in(series, fill)
    if not wanted.any():
        return EstimatedSeries(series, (), ())
    filling = _Filling(series, calendar, limits)
    for _, start, count in runs_of(missing[None, :]):
        part = np.flatnonzero(wanted[start : start + count]) + start
        if not part.size:
            continue
        first, end = int(part[0]), int(part[-1]) + 1
        if filling.takes_a_line(start, count):
            filling.draw_line(start, count, first, end)
        else:
            filling.average_like_days(first, end)
    return filling.result()


def _starts_in(series: UsageSeries, fill: Period) -> NDArray[np.bool_]:
    seconds = series.grid.utc_seconds()
    return np.asarray((seconds >= fill.start.timestamp()) & (seconds < fill.end.timestamp()))


def _half_up(numerators: NDArray[np.int64], denominators: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """The quotients rounded to whole numbers, halves up."""
    return np.asarray((2 * numerators + denominators) // (2 * denominators))


class _Filling:
    """Estimates in the making: what was read stays apart from what is filled in."""

    def __init__(self, series: UsageSeries, calendar: LocalCalendar, limits: EstimationLimits) -> None:
        self._series = series
        self._limits = limits
        self._stamps = series.grid.local_stamps(calendar.zone)
        self._like_days = _LikeDays(series, self._stamps, calendar, limits)
        self._quantities = series.quantities.copy()
        self._qualities = series.qualities.copy()
        self._estimates: list[Estimate] = []
        self._unfilled: list[UnfilledGap] = []

    def result(self) -> EstimatedSeries:
        series = replace(self._series, quantities=self._quantities, qualities=self._qualities)
        return EstimatedSeries(series, tuple(self._estimates), tuple(self._unfilled))

    def takes_a_line(self, start: int, count: int) -> bool:
        grid = self._series.grid
        is_short = count * grid.step_minutes <= self._limits.line_minutes
        if not is_short or start == 0 or start + count == grid.count:
            return False
        # A line hangs on readings: between estimates it would be a guess of a guess, and what an earlier call
        # could not fill would be filled by a later one that leans on the first one's estimates.
        neighbours = self._series.qualities[[start - 1, start + count]]
        return bool((neighbours > ReadingQuality.ESTIMATED).all())

    def draw_line(self, start: int, count: int, first: int, end: int) -> None:
        """Fill `first` to `end` of the gap from the line between the gap's neighbours."""
        left, right = (int(self._series.quantities[index]) for index in (start - 1, start + count))
        steps = np.arange(first - start + 1, end - start + 1, dtype=np.int64)
        line = _half_up(left * (count + 1 - steps) + right * steps, count + 1)
        self._put(first, line)
        for part, part_end in self._by_local_day(first, end):
            self._note(EstimationMethod.INTERPOLATION, (), part, part_end)

    def average_like_days(self, first: int, end: int) -> None:
        """Fill `first` to `end`, each local day from its own like days."""
        for part, part_end in self._by_local_day(first, end):
            average = self._like_days.average(part, part_end)
            if isinstance(average, str):
                self._unfilled.append(UnfilledGap(self._series.grid.start_of(part), part_end - part, average))
            else:
                quantities, days_used = average
                self._put(part, quantities)
                self._note(EstimationMethod.LIKE_DAYS, days_used, part, part_end)

    def _by_local_day(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        cuts = np.flatnonzero(np.diff(self._stamps.day[first:end])) + first + 1
        edges = [first, *cuts.tolist(), end]
        return pairwise(edges)

    def _put(self, first: int, quantities: NDArray[np.int64]) -> None:
        self._quantities[first : first + len(quantities)] = quantities
        self._qualities[first : first + len(quantities)] = ReadingQuality.ESTIMATED

    def _note(self, method: EstimationMethod, days_used: tuple[date, ...], first: int, end: int) -> None:
        self._estimates.append(Estimate(method, days_used, self._series.grid.start_of(first), end - first))


class _LikeDays:
    """The measured days of a series, by date."""

    def __init__(
        self, series: UsageSeries, stamps: LocalStamps, calendar: LocalCalendar, limits: EstimationLimits
    ) -> None:
        self._quantities = series.quantities
        self._is_measured = series.qualities >= ReadingQuality.CUSTOMER
        self._stamps = stamps
        self._limits = limits
        grid, first, last = series.grid, int(stamps.day[0]), int(stamps.day[-1])
        # A day that the series holds only in part is no like day: it would be short of clock times.
        starts_whole = grid.start == calendar.day_start(_date(first))
        ends_whole = grid.end == calendar.day_start(_date(last + 1))
        self._whole_days = range(first if starts_whole else first + 1, last + 1 if ends_whole else last)

    def average(self, first: int, end: int) -> tuple[NDArray[np.int64], tuple[date, ...]] | str:
        """The quantities for intervals of one local day and the days averaged; or why there are none."""
        minutes = self._stamps.minute[first:end]
        asked = np.zeros(24 * 60, dtype=np.bool_)
        asked[minutes] = True
        day = int(self._stamps.day[first])
        chosen = self._nearest(day, -1, asked) or self._nearest(day, 1, asked)
        if not chosen:
            kind = "Saturday or Sunday" if _is_weekend(day) else "day from Monday to Friday"
            return f"no {kind} within {self._limits.reach_days} days was measured at these times of day"
        sums, counts = np.zeros(24 * 60, dtype=np.int64), np.zeros(24 * 60, dtype=np.int64)
        for _, places in chosen:
            np.add.at(sums, self._stamps.minute[places], self._quantities[places])
            np.add.at(counts, self._stamps.minute[places], 1)
        if not counts[minutes].all():
            return f"the clock change skips some of these times on the only like day, {_date(chosen[0][0])}"
        return _half_up(sums[minutes], counts[minutes]), tuple(_date(like) for like, _ in chosen)

    def _nearest(
        self, day: int, direction: int, asked: NDArray[np.bool_]
    ) -> list[tuple[int, NDArray[np.int64]]]:
        """Up to four like days in one direction, nearest first, with their intervals at the times asked."""
        found: list[tuple[int, NDArray[np.int64]]] = []
        for distance in range(1, self._limits.reach_days + 1):
            like = day + direction * distance
            if like not in self._whole_days or _is_weekend(like) != _is_weekend(day):
                continue
            low, high = np.searchsorted(self._stamps.day, [like, like + 1])
            places = np.flatnonzero(asked[self._stamps.minute[low:high]]) + low
            if places.size and self._is_measured[places].all():
                found.append((like, places))
            if len(found) == self._limits.like_days:
                break
        return found


def _date(day: int) -> date:
    return _EPOCH + timedelta(days=day)


def _is_weekend(day: int) -> bool:
    return (day + 3) % 7 >= _SATURDAY
