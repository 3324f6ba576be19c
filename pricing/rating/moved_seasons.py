"""A time-of-use calendar as it would be had some days lain at another time of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow

_MOST_DAYS: Final = 365


def with_seasons_of(calendar: TouCalendar, days: Sequence[date], other: Sequence[date]) -> TouCalendar:
    """The calendar with each of `days` in the season of the one of `other` that lies as far into them.

    Clock time, weekday and holiday stay those of the day itself. The result holds for `days` only; both are
    consecutive. Raises ValueError for more days than a year has: a season could not tell them apart.
    """
    if len(days) > _MOST_DAYS:
        raise ValueError(f"{len(days)} days do not fit into a year")
    pairs = [(day, other[place * len(other) // len(days)]) for place, day in enumerate(days)]
    windows = []
    for window in calendar.windows:
        if not window.spans:
            windows.append(window)
            continue
        inside = [day for day, model in pairs if _holds(window, model)]
        if inside:
            windows.append(replace(window, spans=_runs(inside)))
    return replace(calendar, windows=tuple(windows))


def _holds(window: TouWindow, day: date) -> bool:
    return any(span.holds(day) for span in window.spans)


def _runs(days: Sequence[date]) -> tuple[SeasonSpan, ...]:
    """The days as spans from the first to the last of each run of consecutive ones."""
    runs = [[days[0], days[0]]]
    for day in days[1:]:
        if (day - runs[-1][1]).days == 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return tuple(SeasonSpan((first.month, first.day), (last.month, last.day)) for first, last in runs)
