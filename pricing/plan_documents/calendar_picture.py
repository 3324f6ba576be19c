"""A time-of-use calendar as a picture: a row per month, a column per half-hour, for each kind of day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from pricing.plan_documents.calendar_terms import DAY_NAMES, tou_calendar
from pricing.rating.tou_calendar import HOLIDAY, SeasonSpan, TouCalendar, TouWindow

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WIDTH: Final = 480
ROW_HEIGHT: Final = 15
_COLUMNS: Final = 48
_COLUMN_WIDTH: Final = WIDTH // _COLUMNS
_MINUTES: Final = 30
# Seasons that change in the middle of a month are shown by the month's middle, and told in words.
_MIDDLE: Final = 15


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring half-hours of one bucket (its number, or None): a box of the picture, `width` wide from `x`."""

    x: int
    width: int
    bucket: int | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month's day from midnight to midnight, drawn at `y`."""

    label: str
    y: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class DayPicture:
    """The year of one kind of day."""

    title: str
    months: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True)
class CalendarPicture:
    """A calendar's buckets as people read them, in the order of their numbers, and a picture per kind of day."""

    code: str
    buckets: tuple[str, ...]
    days: tuple[DayPicture, ...]
    seasons: tuple[str, ...]


def calendar_picture(code: str, calendar: dict[str, Any]) -> CalendarPicture:
    """The picture of a calendar of a validated document; kinds of day that look alike share one."""
    terms = tou_calendar(code, calendar)
    day_types = range(HOLIDAY + 1 if terms.holidays else HOLIDAY)
    alike: dict[tuple[MonthRow, ...], list[int]] = {}
    for day_type in day_types:
        year = tuple(
            MonthRow(label, index * ROW_HEIGHT, _stretches(terms, index + 1, day_type))
            for index, label in enumerate(_MONTHS)
        )
        alike.setdefault(year, []).append(day_type)
    return CalendarPicture(
        code=code,
        buckets=tuple(bucket.replace("_", " ") for bucket in terms.buckets),
        days=tuple(DayPicture(_title(types), year) for year, types in alike.items()),
        seasons=tuple(
            f"{name.replace('_', ' ')}: {', '.join(f'{_day(first)} to {_day(last)}' for first, last in spans)}"
            for name, spans in calendar.get("seasons", {}).items()
        ),
    )


def _day(month_and_day: str) -> str:
    """A day of every year as people write it: 1 Jun for 06-01."""
    month, day = month_and_day.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]}"


def _stretches(calendar: TouCalendar, month: int, day_type: int) -> tuple[Stretch, ...]:
    numbers = [_bucket(calendar, month, day_type, column * _MINUTES) for column in range(_COLUMNS)]
    edges = [0, *(n for n in range(1, _COLUMNS) if numbers[n] != numbers[n - 1]), _COLUMNS]
    return tuple(
        Stretch(first * _COLUMN_WIDTH, (end - first) * _COLUMN_WIDTH, numbers[first])
        for first, end in pairwise(edges)
    )


def _bucket(calendar: TouCalendar, month: int, day_type: int, minute: int) -> int | None:
    """As the engine does: the first window that holds the time names the bucket."""
    for window in calendar.windows:
        if _holds(window, month, day_type, minute):
            return calendar.buckets.index(window.bucket)
    return None


def _holds(window: TouWindow, month: int, day_type: int, minute: int) -> bool:
    return (
        window.from_minute <= minute < window.to_minute
        and day_type in window.day_types
        and (not window.spans or any(_lies_in(span, month) for span in window.spans))
    )


def _lies_in(span: SeasonSpan, month: int) -> bool:
    day = (month, _MIDDLE)
    if span.first <= span.last:
        return span.first <= day <= span.last
    return day >= span.first or day <= span.last


def _title(day_types: list[int]) -> str:
    """Such as Monday to Friday; or Saturday to Sunday, holidays; or every day."""
    if day_types[:HOLIDAY] == list(range(HOLIDAY)):
        return "every day"
    runs: list[list[int]] = []
    for day_type in day_types:
        if runs and day_type == runs[-1][-1] + 1 and day_type != HOLIDAY:
            runs[-1].append(day_type)
        else:
            runs.append([day_type])
    return ", ".join(_run_title(run) for run in runs)


def _run_title(run: list[int]) -> str:
    if run == [HOLIDAY]:
        return "holidays"
    if len(run) == 1:
        return DAY_NAMES[run[0]]
    return f"{DAY_NAMES[run[0]]} to {DAY_NAMES[run[-1]]}"
