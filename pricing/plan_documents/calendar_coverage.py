"""Does every hour of the year have a bucket, and does every window ever apply?

Looks at the calendar as the engine sees it: every kind of day (by the seasons it lies in) times every day
type times every stretch of the clock between two window edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from pricing.plan_documents.calendar_terms import DAY_NAMES, WHOLE_DAY_MINUTES, season_spans, tou_windows
from pricing.plan_documents.problems import PlanProblem, Severity, json_path
from pricing.rating.tou_calendar import HOLIDAY, SeasonSpan, TouWindow

_FIRST_DAY = date(2024, 1, 1)  # a leap year, so that 29 February is looked at
_DAYS = 366


class _Stretch(NamedTuple):
    """A piece of the clock on a kind of day."""

    seasons: frozenset[str]
    example: date
    day_type: int
    from_minute: int
    to_minute: int

    def __str__(self) -> str:
        hour = f"{self.from_minute // 60:02}:{self.from_minute % 60:02}"
        where = (
            f"in season {' and '.join(sorted(self.seasons))}"
            if self.seasons
            else f"outside of every season ({self.example:%d %B})"
        )
        return f"{DAY_NAMES[self.day_type]} {hour} {where}"


def coverage_problems(code: str, calendar: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Hours without a bucket (errors) and windows that never apply (warnings) of a calendar without others."""
    seasons = {name: season_spans(spans) for name, spans in calendar.get("seasons", {}).items()}
    windows = [
        (number, window.get("season"), part)
        for number, window in enumerate(calendar["windows"])
        for part in tou_windows(window, seasons)
    ]
    edges = sorted({0, WHOLE_DAY_MINUTES, *(e for *_, w in windows for e in (w.from_minute, w.to_minute))})
    applied: set[int] = set()
    uncovered: dict[frozenset[str], list[_Stretch]] = {}
    for stretch in _stretches(seasons, edges, "holidays" in calendar):
        number = _first_window(windows, stretch)
        if number is None:
            uncovered.setdefault(stretch.seasons, []).append(stretch)
        else:
            applied.add(number)
    for stretches in uncovered.values():
        yield PlanProblem(
            f"{path}.windows", _uncovered_message(stretches, bool(seasons)), "add a window for it"
        )
    for number in range(len(calendar["windows"])):
        if number not in applied:
            yield PlanProblem(
                json_path("windows", number, root=path),
                "the window never applies: the ones above it leave it nothing",
                "move it up or remove it",
                Severity.WARNING,
            )


def _uncovered_message(stretches: list[_Stretch], has_seasons: bool) -> str:
    text = str(stretches[0]) if has_seasons else str(stretches[0]).split(" outside of")[0]
    minutes = sum(stretch.to_minute - stretch.from_minute for stretch in stretches)
    return f"{text} has no bucket ({minutes / 60:g} hours of the week's day types have none)"


def _stretches(
    seasons: dict[str, tuple[SeasonSpan, ...]], edges: list[int], has_holidays: bool
) -> Iterator[_Stretch]:
    kinds: dict[frozenset[str], date] = {}
    for number in range(_DAYS):
        day = _FIRST_DAY + timedelta(days=number)
        kinds.setdefault(frozenset(name for name, spans in seasons.items() if _lies_in(day, spans)), day)
    for kind, example in kinds.items():
        for day_type in range(HOLIDAY + 1 if has_holidays else HOLIDAY):
            for from_minute, to_minute in pairwise(edges):
                yield _Stretch(kind, example, day_type, from_minute, to_minute)


def _lies_in(day: date, spans: tuple[SeasonSpan, ...]) -> bool:
    here = (day.month, day.day)
    return any(
        span.first <= here <= span.last
        if span.first <= span.last
        else here >= span.first or here <= span.last
        for span in spans
    )


def _first_window(windows: list[tuple[int, str | None, TouWindow]], stretch: _Stretch) -> int | None:
    for number, season, window in windows:
        if (
            (season is None or season in stretch.seasons)
            and stretch.day_type in window.day_types
            and window.from_minute <= stretch.from_minute < window.to_minute
        ):
            return number
    return None
