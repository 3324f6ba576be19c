"""Calendars and charges of a plan document for the prices of a structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from pricing.urdb.period_names import period_names
from pricing.urdb.rate_structures import UrdbPeriod
from pricing.urdb.schedule_calendar import schedule_calendar
from pricing.urdb.schedules import MONTHS, Schedule
from pricing.urdb.stated_numbers import number_text

METRIC: Final = "ELECTRICITY_IMPORT"
PER_DAY_UNIT: Final = "kWh daily"


@dataclass(frozen=True, slots=True)
class PricedSchedule:
    """Which period applies when, and what each costs."""

    schedule: Schedule
    periods: Mapping[int, UrdbPeriod]

    @property
    def is_free(self) -> bool:
        """Whether no period costs anything."""
        return all(period.is_free for period in self.periods.values())

    def with_equal_periods_joined(self, *, only_tiered: bool) -> PricedSchedule:
        """The same with one number for periods of equal prices.

        Tiers of equal price are one count over all their hours, and a flat demand one peak over all months
        of its price; time-of-use demand has a peak for each period, so there nothing may be joined.
        """
        first: dict[UrdbPeriod, int] = {}
        numbers = {
            number: first.setdefault(period, number) if period.is_tiered or not only_tiered else number
            for number, period in sorted(self.periods.items())
        }
        kept = {number: self.periods[number] for number in sorted(set(numbers.values()))}
        return PricedSchedule(self.schedule.renumbered(numbers), kept)

    def in_order_of_bill(self) -> tuple[int, ...]:
        """The periods as a bill shows them: those of equal months together, the dearest first."""

        def dearest(number: int) -> Decimal:
            return max(tier.price for tier in self.periods[number].tiers)

        groups: dict[tuple[int, ...], list[int]] = {}
        for number in self.schedule.periods:
            groups.setdefault(self.schedule.months_of(number), []).append(number)
        by_price = sorted(groups.values(), key=lambda group: max(map(dearest, group)), reverse=True)
        return tuple(number for group in by_price for number in sorted(group, key=dearest, reverse=True))

    def months_of_mixed_tiers(self) -> list[int]:
        """The months (0 is January) in which usage of several periods would fill tiers of different prices."""
        return [
            month
            for month in range(MONTHS)
            if len(met := self.schedule.periods_in(month)) > 1
            and any(self.periods[number].is_tiered for number in met)
        ]


@dataclass(slots=True)
class PlanParts:
    """Calendars, charges and minimums as they are collected."""

    charges: list[dict[str, Any]] = field(default_factory=list)
    minimums: list[dict[str, Any]] = field(default_factory=list)
    calendars: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_energy(
        self, priced: PricedSchedule, *, labels: Any, holidays: Mapping[str, Any] | None, tier_bounds: str
    ) -> None:
        """The energy charge; two where some tiers are for a day and others for a month."""
        if len(priced.periods) == 1:
            (period,) = priced.periods.values()
            determinant = {"kind": "total", "metric": METRIC}
            bounds = _bounds(period, tier_bounds)
            self.charges.append(
                {
                    "code": "ENERGY",
                    "label": "Energy",
                    "determinant": determinant,
                    "price": _price(period),
                    **bounds,
                }
            )
            return
        names = self._calendar("energy", priced, labels, holidays)
        determinant = {"kind": "bucket_total", "metric": METRIC, "calendar": "energy"}
        by_bounds: dict[str, set[int]] = {}
        for number, period in priced.periods.items():
            by_bounds.setdefault(_bounds(period, tier_bounds).get("tier_bounds", ""), set()).add(number)
        # Without tiers a period goes with any others.
        if len(by_bounds) > 1:
            untiered = by_bounds.pop("", set())
            next(iter(by_bounds.values())).update(untiered)
        for place, (bounds_of, numbers) in enumerate(by_bounds.items(), start=1):
            prices = {
                name: _price(priced.periods[number]) if number in numbers else None
                for number, name in names.items()
            }
            self.charges.append(
                {
                    "code": "ENERGY" if place == 1 else f"ENERGY_{place}",
                    "label": "Energy",
                    "determinant": determinant,
                    "prices": prices,
                    **({"tier_bounds": bounds_of} if bounds_of else {}),
                }
            )

    def add_demand(
        self,
        code: str,
        label: str,
        priced: PricedSchedule,
        window_minutes: int,
        *,
        labels: Any = None,
        holidays: Mapping[str, Any] | None = None,
    ) -> None:
        """A demand charge: one peak, or one for each period where prices differ by time."""
        determinant = {"kind": "peak_demand", "metric": METRIC, "window_minutes": window_minutes}
        charge: dict[str, Any] = {"code": code, "label": label, "determinant": determinant}
        if len(priced.periods) == 1:
            (period,) = priced.periods.values()
            charge["price"] = _price(period)
        else:
            names = self._calendar(code.lower(), priced, labels, holidays)
            charge["determinant"] = {**determinant, "calendar": code.lower()}
            charge["prices"] = {
                name: None if priced.periods[number].is_free else _price(priced.periods[number])
                for number, name in names.items()
            }
        # A demand is no sum over days, so its tiers hold for a shortened period too.
        if any(period.is_tiered for period in priced.periods.values()):
            charge["tier_bounds"] = "full"
        self.charges.append(charge)

    def _calendar(
        self, code: str, priced: PricedSchedule, labels: Any, holidays: Mapping[str, Any] | None
    ) -> dict[int, str]:
        names = period_names(priced.schedule, priced.periods, labels)
        in_order = {number: names[number] for number in priced.in_order_of_bill()}
        self.calendars[code] = schedule_calendar(priced.schedule, in_order, holidays)
        return in_order


def _bounds(period: UrdbPeriod, tier_bounds: str) -> dict[str, str]:
    if not period.is_tiered:
        return {}
    return {"tier_bounds": "per_day" if period.unit == PER_DAY_UNIT else tier_bounds}


def _price(period: UrdbPeriod) -> dict[str, Any]:
    if not period.is_tiered:
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
