"""Problems of holidays: days that do not exist, countries and names that are not known, lists that end soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import holidays

from pricing.plan_documents.plan_problems import is_a_date
from pricing.plan_documents.problems import PlanProblem, Severity, json_path

_ANY_YEAR: Final = 2024


def first_year(document: dict[str, Any]) -> int:
    """The year from which the plan applies; any where its date does not exist, which is a problem of its own."""
    text = document["effective_from"]
    return date.fromisoformat(text).year if is_a_date(text) else _ANY_YEAR


def holiday_problems(rule: dict[str, Any], path: str, year: int) -> Iterator[PlanProblem]:
    """Problems of the rule at `path`, for a plan that applies from a day of the year on."""
    for number, text in enumerate(rule.get("dates", ())):
        if not is_a_date(text):
            yield PlanProblem(
                json_path("dates", number, root=path),
                f"{text} is not in the calendar",
                "write a date that exists, as 2026-01-31",
            )
    yield from _ended_list_problems(rule, path, year)
    country, subdivision = rule.get("country"), rule.get("subdivision")
    if country is None:
        for name in ("subdivision", "names"):
            if name in rule:
                yield PlanProblem(f"{path}.{name}", "it needs a country", 'add "country"')
        return
    supported = holidays.list_supported_countries(include_aliases=True)
    if country not in supported:
        yield PlanProblem(
            f"{path}.country", f'no holidays are known for "{country}"', 'list them under "dates"'
        )
    elif subdivision is not None and subdivision not in supported[country]:
        known = ", ".join(sorted(supported[country])) or "none"
        yield PlanProblem(
            f"{path}.subdivision",
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
            f"{path}.dates",
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
            f"{path}.country",
            f'no holidays of "{rule["country"]}" are known from {year} on',
            'list them under "dates"',
            Severity.WARNING,
        )
    for number, wanted in enumerate(rule.get("names", ())):
        matching = [name for name in known if wanted in name]
        name_path = json_path("names", number, root=path)
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
