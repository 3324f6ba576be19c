"""Prices and calendars of a plan document for periods of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pricing.urdb.period_names import period_names
from pricing.urdb.rate_structures import UrdbPeriod
from pricing.urdb.schedule_calendar import schedule_calendar
from pricing.urdb.stated_numbers import number_text
from pricing.urdb.timed_prices import TimedPrices

METRIC: Final = "ELECTRICITY_IMPORT"
EXPORT: Final = "ELECTRICITY_EXPORT"
REACTIVE: Final = "ELECTRICITY_REACTIVE"
UNITS: Final = {METRIC: "kWh", EXPORT: "kWh", REACTIVE: "kvarh"}
PER_DAY_UNIT: Final = "kWh daily"


@dataclass(frozen=True, slots=True)
class Buckets:
    """The name of each period, in the order of the bill, and the calendar with its code; None for one price."""

    names: Mapping[int, str]
    code: str | None = None
    calendar: dict[str, Any] | None = None

    @classmethod
    def of(
        cls, code: str, priced: TimedPrices, labels: Any = None, holidays: Mapping[str, Any] | None = None
    ) -> Buckets:
        """The buckets of prices under a calendar code; no calendar where one price holds at all times."""
        if len(priced.periods) == 1:
            return cls(dict.fromkeys(priced.periods, ""))
        names = period_names(priced.schedule, priced.periods, labels)
        in_order = {number: names[number] for number in priced.in_order_of_bill()}
        return cls(in_order, code, schedule_calendar(priced.schedule, in_order, holidays))

    @property
    def of_determinant(self) -> dict[str, str]:
        """The calendar as determinants name it; empty without one."""
        return {} if self.code is None else {"calendar": self.code}

    def prices(self, by_number: Mapping[int, dict[str, Any] | None]) -> dict[str, Any]:
        """`price` or `prices` of a charge."""
        if self.code is None:
            return {"price": next(iter(by_number.values()))}
        return {"prices": {name: by_number[number] for number, name in self.names.items()}}


def price_of(period: UrdbPeriod, *, as_tiers: bool = False) -> dict[str, Any]:
    """The period's price; with `as_tiers` one tier stands as such too."""
    if period.is_by_hours_of_use:
        blocks = [
            {
                "hours": None if tier.up_to is None else number_text(tier.up_to),
                "tiers": [{"up_to": None, "unit_price": number_text(tier.price)}],
            }
            for tier in period.tiers
        ]
        return {"shape": "hours_use", "blocks": blocks}
    if not period.is_tiered and not as_tiers:
        return {"shape": "per_unit", "unit_price": number_text(period.tiers[0].price)}
    return {
        "shape": "graduated",
        "tiers": [
            {
                "up_to": None if tier.up_to is None else number_text(tier.up_to),
                "unit_price": number_text(tier.price),
            }
            for tier in period.tiers
        ],
    }
