"""What the engine is asked to rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from pricing.rating.plan_terms import PlanTerms


@dataclass(frozen=True)
class RatingBatch:
    """Accounts that share plan version, zone and billed period.

    `period` is what is billed now; `full_period` the whole billing period of which it may be a part.
    `usage` holds one matrix per metric of the plan, each filling `period` exactly, rows in account order;
    `size` is the number of accounts.
    """

    terms: PlanTerms
    zone_name: str
    period: Period
    full_period: Period
    size: int
    usage: Mapping[str, UsageMatrix] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> LocalCalendar:
        """The service point's calendar, whose days are counted."""
        return LocalCalendar(self.zone_name)

    @cached_property
    def days(self) -> int:
        """Local days billed."""
        return self.calendar.day_count(self.period)

    @cached_property
    def full_days(self) -> int:
        """Local days of the whole billing period."""
        return self.calendar.day_count(self.full_period)


@dataclass(frozen=True, slots=True)
class RatingRequest:
    """One account: a batch of one."""

    terms: PlanTerms
    zone_name: str
    period: Period
    full_period: Period
    usage: Mapping[str, UsageSeries] = field(default_factory=dict)

    def as_batch(self) -> RatingBatch:
        """The request as a batch of one account."""
        return RatingBatch(
            terms=self.terms,
            zone_name=self.zone_name,
            period=self.period,
            full_period=self.full_period,
            size=1,
            usage={metric: UsageMatrix.of_one(series) for metric, series in self.usage.items()},
        )
