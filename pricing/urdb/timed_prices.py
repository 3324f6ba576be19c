"""Prices with the schedule that says when each applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from pricing.urdb.rate_structures import UrdbPeriod
from pricing.urdb.schedules import MONTHS, Schedule

PER_BUCKET: Final = "per_bucket"
"""Each period's tiers are filled by its own usage."""


@dataclass(frozen=True, slots=True)
class TimedPrices:
    """Which period applies when, and what each costs; `allocation` says whose usage fills its tiers."""

    schedule: Schedule
    periods: Mapping[int, UrdbPeriod]
    allocation: str = PER_BUCKET

    @property
    def is_free(self) -> bool:
        """Whether no period costs anything."""
        return all(period.is_free for period in self.periods.values())

    @property
    def is_tiered(self) -> bool:
        """Whether any price depends on the quantity."""
        return any(period.is_tiered for period in self.periods.values())

    def with_equal_periods_joined(self, *, only_tiered: bool) -> TimedPrices:
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
        return replace(self, schedule=self.schedule.renumbered(numbers), periods=kept)

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
