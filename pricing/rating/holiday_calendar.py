"""Public holidays that a plan treats as a day type of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays


class UnknownHolidays(ValueError):
    """No public holidays are known for the country or subdivision."""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """Holidays of a country (ISO 3166-1) and subdivision, or a list of dates; both may be given.

    `observed` counts substitute days (a holiday on Sunday kept on Monday) too. `names` limits the country's
    holidays to those whose English name contains one of the texts, as many tariff sheets list only six.
    """

    country: str | None = None
    subdivision: str | None = None
    observed: bool = True
    names: tuple[str, ...] = ()
    listed: tuple[date, ...] = ()

    def dates(self, year: int) -> frozenset[date]:
        """Every holiday of the calendar year.

        Raises UnknownHolidays when the country or subdivision is not known.
        """
        listed = {day for day in self.listed if day.year == year}
        if self.country is None:
            return frozenset(listed)
        return frozenset(listed | _public_holidays(self, year))


@lru_cache(maxsize=1024)
def _public_holidays(rule: HolidayRule, year: int) -> frozenset[date]:
    assert rule.country is not None
    try:
        # Neighbouring years too: New Year's substitute day may lie in December of the year before.
        # The language is named, or `names` would be compared in that of the machine that bills.
        found = holidays.country_holidays(
            rule.country,
            subdiv=rule.subdivision,
            observed=rule.observed,
            years=[year - 1, year, year + 1],
            language="en_US",
        )
    except NotImplementedError as error:
        raise UnknownHolidays(f"no holidays are known for {rule.country} {rule.subdivision or ''}") from error
    return frozenset(
        day
        for day, name in found.items()
        if day.year == year and (not rule.names or any(wanted in name for wanted in rule.names))
    )
