"""Problems of time-of-use calendars: hours without a bucket, windows that never apply, unknown holidays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pricing.plan_documents.calendar_coverage import coverage_problems
from pricing.plan_documents.holiday_problems import first_year, holiday_problems
from pricing.plan_documents.plan_problems import is_a_date
from pricing.plan_documents.problems import PlanProblem, Severity, json_path, refused

_LEAP_YEAR = 2024


def calendar_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    """Problems of every calendar; the document's shape is right."""
    for code, calendar in document.get("calendars", {}).items():
        path = json_path("calendars", code)
        problems = [
            *_name_problems(calendar, path),
            *_window_problems(calendar, path),
            *_season_problems(calendar, path),
            *holiday_problems(calendar.get("holidays", {}), f"{path}.holidays", first_year(document)),
        ]
        yield from problems
        if not refused(problems):
            yield from coverage_problems(code, calendar, path)


def _name_problems(calendar: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    buckets = calendar["buckets"]
    for number, bucket in enumerate(buckets):
        if bucket in buckets[:number]:
            yield PlanProblem(
                json_path("buckets", number, root=path),
                f'bucket "{bucket}" is listed twice',
                "remove one of them",
            )
    used_buckets = {window["bucket"] for window in calendar["windows"]}
    for number, bucket in enumerate(buckets):
        if bucket not in used_buckets:
            yield PlanProblem(
                json_path("buckets", number, root=path),
                f'no window leads to bucket "{bucket}"',
                "add a window or remove the bucket",
                Severity.WARNING,
            )
    used_seasons = {window.get("season") for window in calendar["windows"]}
    for name in calendar.get("seasons", ()):
        if name not in used_seasons:
            yield PlanProblem(
                json_path("seasons", name, root=path),
                f'no window is for season "{name}"',
                "use it or remove it",
                Severity.WARNING,
            )


def _window_problems(calendar: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    seasons = calendar.get("seasons", {})
    for number, window in enumerate(calendar["windows"]):
        window_path = json_path("windows", number, root=path)
        if window["bucket"] not in calendar["buckets"]:
            yield PlanProblem(
                f"{window_path}.bucket",
                f'there is no bucket "{window["bucket"]}"',
                f"use one of {', '.join(calendar['buckets'])}",
            )
        if "season" in window and window["season"] not in seasons:
            yield PlanProblem(
                f"{window_path}.season", f'there is no season "{window["season"]}"', 'add it under "seasons"'
            )
        if window.get("from", "00:00") == window.get("to", "24:00") or window.get("from") == "24:00":
            yield PlanProblem(window_path, "the window holds no time at all", 'let "to" be later than "from"')
        if "holiday" in window.get("days", ()) and "holidays" not in calendar:
            yield PlanProblem(
                f"{window_path}.days", "the calendar does not say which days are holidays", 'add "holidays"'
            )


def _season_problems(calendar: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    for name, spans in calendar.get("seasons", {}).items():
        for number, span in enumerate(spans):
            for end, text in enumerate(span):
                if not is_a_date(f"{_LEAP_YEAR}-{text}"):
                    yield PlanProblem(
                        json_path("seasons", name, number, end, root=path),
                        f"{text} is not in the calendar",
                        "write month and day, as 06-30",
                    )
