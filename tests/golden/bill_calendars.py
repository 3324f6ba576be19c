"""Schedules of 12 months by 24 hours as calendars of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow

_WEEKDAYS, _WEEKEND = frozenset(range(5)), frozenset({5, 6})
_DAYS = {2: 29, **dict.fromkeys((4, 6, 9, 11), 30)}

Schedules = tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]]
"""Period ids of weekdays and of weekends, each 12 by 24."""


def schedules_of(part: dict[str, Any]) -> Schedules:
    """The two schedules of energy or of demand."""
    return part["weekday_schedule"], part["weekend_schedule"]


def bucket_name(period: int) -> str:
    """The bucket of a period id."""
    return f"period_{period}"


def scheduled_periods(schedules: Schedules, month: int | None = None) -> set[int]:
    """The period ids that occur in a month, or in the year."""
    months = range(12) if month is None else [month - 1]
    return {period for schedule in schedules for number in months for period in schedule[number]}


def calendar_of_schedules(code: str, schedules: Schedules) -> TouCalendar:
    """A bucket per period: a row of hours per day type, for all months that share it."""
    windows: list[TouWindow] = []
    for day_types, schedule in zip((_WEEKDAYS, _WEEKEND), schedules, strict=True):
        months_of: dict[tuple[int, ...], list[int]] = {}
        for month, hours in enumerate(schedule, start=1):
            months_of.setdefault(tuple(hours), []).append(month)
        for row, months in months_of.items():
            windows += [
                TouWindow(bucket_name(period), spans_of(months), day_types, first * 60, end * 60)
                for first, end, period in _runs(row)
            ]
    buckets = tuple(bucket_name(period) for period in sorted(scheduled_periods(schedules)))
    return TouCalendar(code, buckets, tuple(windows))


def spans_of(months: Iterable[int]) -> tuple[SeasonSpan, ...]:
    """Calendar months as spans of the year."""
    return tuple(SeasonSpan((month, 1), (month, _DAYS.get(month, 31))) for month in months)


def _runs(row: tuple[int, ...]) -> list[tuple[int, int, int]]:
    edges = [hour for hour in range(24) if hour == 0 or row[hour] != row[hour - 1]]
    return [(first, end, row[first]) for first, end in zip(edges, [*edges[1:], 24], strict=True)]
