"""Problems of time-of-use calendars: hours without a bucket, windows that never apply, unknown holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import holidays

from pricing.plan_documents.calendar_coverage import coverage_problems
from pricing.plan_documents.plan_problems import is_a_date
from pricing.plan_documents.problems import PlanProblem, Severity, json_path, refused

_LEAP_YEAR = 2024


def calendar_problems(document: dict[str, Any]) -> Iterator[PlanProblem]:
    """Problems of every calendar; the document's shape is right."""
    effective_from = document["effective_from"]
    first_year = date.fromisoformat(effective_from).year if is_a_date(effective_from) else _LEAP_YEAR
    for code, calendar in document.get("calendars", {}).items():
        path = json_path("calendars", code)
        problems = [
            *_name_problems(calendar, path),
            *_window_problems(calendar, path),
            *_season_problems(calendar, path),
            *_holiday_problems(calendar, path, first_year),
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


def _holiday_problems(calendar: dict[str, Any], path: str, year: int) -> Iterator[PlanProblem]:
    rule = calendar.get("holidays", {})
    for number, text in enumerate(rule.get("dates", ())):
        if not is_a_date(text):
            yield PlanProblem(
                json_path("holidays", "dates", number, root=path),
                f"{text} is not in the calendar",
                "write a date that exists, as 2026-01-31",
            )
    yield from _ended_list_problems(rule, path, year)
    country, subdivision = rule.get("country"), rule.get("subdivision")
    if country is None:
        for name in ("subdivision", "names"):
            if name in rule:
                yield PlanProblem(f"{path}.holidays.{name}", "it needs a country", 'add "country"')
        return
    supported = holidays.list_supported_countries(include_aliases=True)
    if country not in supported:
        yield PlanProblem(
            f"{path}.holidays.country", f'no holidays are known for "{country}"', 'list them under "dates"'
        )
    elif subdivision is not None and subdivision not in supported[country]:
        known = ", ".join(sorted(supported[country])) or "none"
        yield PlanProblem(
            f"{path}.holidays.subdivision",
            f'{country} has no state or region "{subdivision}"',
            f"known: {known}",
        )
    else:
        yield from _holiday_name_problems(rule, path, year)


def _ended_list_problems(rule: dict[str, Any], path: str, year: int) -> Iterator[PlanProblem]:
    """A list that ends before the plan has been in force for a year: plans live longer than they are given."""
    listed = [text for text in rule.get("dates", ()) if is_a_date(text)]
    if listed and date.fromisoformat(max(listed)).year <= year:
        yield PlanProblem(
            f"{path}.holidays.dates",
            f"the listed holidays end on {max(listed)}; later ones count as ordinary days",
            "list those of the coming years too",
            Severity.WARNING,
        )


def _holiday_name_problems(rule: dict[str, Any], path: str, year: int) -> Iterator[PlanProblem]:
    """A text that is part of no holiday's name, or of several names ("Independence Day", "Juneteenth …")."""
    found = holidays.country_holidays(
        rule["country"], subdiv=rule.get("subdivision"), observed=False, years=range(year, year + 3)
    )
    known = sorted(set(found.values()))
    if not known:
        yield PlanProblem(
            f"{path}.holidays.country",
            f'no holidays of "{rule["country"]}" are known from {year} on',
            'list them under "dates"',
            Severity.WARNING,
        )
    for number, wanted in enumerate(rule.get("names", ())):
        matching = [name for name in known if wanted in name]
        name_path = json_path("holidays", "names", number, root=path)
        if not matching:
            cure = f"known: {', '.join(known)}"
            yield PlanProblem(name_path, f'no holiday is called "{wanted}"', cure)
        elif len(matching) > 1 and wanted in matching:
            others = ", ".join(name for name in matching if name != wanted)
            yield PlanProblem(
                name_path,
                f'"{wanted}" is also part of {others}, which count too',
                'leave it out and list its days under "dates" if they must not',
                Severity.WARNING,
            )
