"""The holidays of a calendar with their names, for people to check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import holidays

from pricing.rating.holiday_calendar import HolidayRule

_LISTED: Final = "listed in the plan"


def holiday_names(rule: HolidayRule, year: int) -> Mapping[date, str]:
    """Every holiday of the calendar year by its day, in order of time; substitute days say "(observed)".

    The days are those that the engine counts; a day that the country's calendar does not name is called
    "listed in the plan". Raises UnknownHolidays as the rule does.
    """
    days = rule.dates(year)
    named = {}
    if rule.country is not None:
        named = dict(
            holidays.country_holidays(
                rule.country,
                subdiv=rule.subdivision,
                observed=rule.observed,
                years=[year - 1, year, year + 1],
                language="en_US",
            )
        )
    return {day: named.get(day, _LISTED) for day in sorted(days)}
