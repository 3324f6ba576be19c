"""The calendars of a plan document in the engine's words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.tou_calendar import ALL_DAYS, HOLIDAY, SeasonSpan, TouCalendar, TouWindow

WHOLE_DAY_MINUTES: Final = 1440
DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "holiday")
_DAY_TYPES: Final[dict[str, frozenset[int]]] = {
    **{name.lower(): frozenset([number]) for number, name in enumerate(DAY_NAMES)},
    "weekday": frozenset(range(5)),
    "weekend": frozenset([5, 6]),
    "holiday": frozenset([HOLIDAY]),
}


def tou_calendar(code: str, calendar: dict[str, Any]) -> TouCalendar:
    """The calendar; raises ValueError or KeyError for one that validation has not passed."""
    seasons = {name: season_spans(spans) for name, spans in calendar.get("seasons", {}).items()}
    windows = [part for window in calendar["windows"] for part in tou_windows(window, seasons)]
    return TouCalendar(
        code=code,
        buckets=tuple(calendar["buckets"]),
        windows=tuple(windows),
        holidays=holiday_rule(calendar["holidays"]) if "holidays" in calendar else None,
    )


def tou_windows(window: dict[str, Any], seasons: dict[str, tuple[SeasonSpan, ...]]) -> tuple[TouWindow, ...]:
    """One window, or two where it passes midnight: the evening, and the morning of any day it names."""
    first, last = minute_of_day(window.get("from", "00:00")), minute_of_day(window.get("to", "24:00"))
    clock_spans = [(first, last)] if first < last else [(first, WHOLE_DAY_MINUTES), (0, last)]
    days = window.get("days")
    return tuple(
        TouWindow(
            bucket=window["bucket"],
            spans=seasons[window["season"]] if "season" in window else (),
            day_types=frozenset().union(*(_DAY_TYPES[day] for day in days)) if days else ALL_DAYS,
            from_minute=from_minute,
            to_minute=to_minute,
        )
        for from_minute, to_minute in clock_spans
        if from_minute < to_minute
    )


def season_spans(spans: list[list[str]]) -> tuple[SeasonSpan, ...]:
    """Spans such as ["06-01", "09-30"]."""
    return tuple(SeasonSpan(_day_of_year(first), _day_of_year(last)) for first, last in spans)


def holiday_rule(holidays: dict[str, Any]) -> HolidayRule:
    """The holidays of a calendar."""
    return HolidayRule(
        country=holidays.get("country"),
        subdivision=holidays.get("subdivision"),
        observed=holidays.get("observed", True),
        names=tuple(holidays.get("names", ())),
        listed=tuple(date.fromisoformat(day) for day in holidays.get("dates", ())),
    )


def minute_of_day(clock: str) -> int:
    """Minutes since midnight of "HH:MM"; "24:00" is 1440."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _day_of_year(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
