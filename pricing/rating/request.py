"""What the engine is asked to rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from pricing.rating.carried import NOTHING_CARRIED, Carried
from pricing.rating.index_series import IndexSeries
from pricing.rating.plan_terms import PlanTerms
from pricing.rating.progress import WHOLE_PERIOD, Progress


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """Something used at an instant: an API call, a telephone call (its seconds), a transfer (its money).

    `key` tells two events apart; `properties` are what prices may differ by.
    """

    at: datetime
    quantity: Decimal = Decimal(1)
    properties: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class RatingBatch:
    """Accounts that share plan version, zone and billed period.

    `period` is what is billed now; `full_period` the whole billing period of which it may be a part.
    `usage` holds one matrix per metric of the plan, each filling `period` exactly, rows in account order;
    `size` is the number of accounts. Everything else is given only where the plan asks for it, per account
    in the same order: `events` by metric (any order of time), `contracted` values by name, what earlier bills
    `carried` over, and the `progress` of the period on earlier invoices. `indices` are prices by index,
    `system_peaks` the periods in which the system peaked, by name; both are the same for all accounts.
    """

    terms: PlanTerms
    zone_name: str
    period: Period
    full_period: Period
    size: int
    usage: Mapping[str, UsageMatrix] = field(default_factory=dict)
    events: Mapping[str, Sequence[Sequence[UsageEvent]]] = field(default_factory=dict)
    contracted: Mapping[str, Sequence[Decimal | None]] = field(default_factory=dict)
    carried: Sequence[Carried] = ()
    progress: Sequence[Progress] = ()
    indices: Mapping[str, IndexSeries] = field(default_factory=dict)
    system_peaks: Mapping[str, Sequence[Period]] = field(default_factory=dict)

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

    @cached_property
    def local_dates(self) -> tuple[date, date]:
        """The first local day billed and the first that is not."""
        return self.calendar.local_date(self.period.start), self.calendar.local_date(self.period.end)

    @cached_property
    def month(self) -> int:
        """The calendar month (January 1) in which the billed period's last local day lies."""
        return self.calendar.last_date(self.period).month

    def carried_of(self, account: int) -> Carried:
        """What the account's earlier bills carried over."""
        return self.carried[account] if self.carried else NOTHING_CARRIED

    def progress_of(self, account: int) -> Progress:
        """What earlier invoices of the same period billed of the account."""
        return self.progress[account] if self.progress else WHOLE_PERIOD


@dataclass(frozen=True, slots=True)
class RatingRequest:
    """One account: a batch of one."""

    terms: PlanTerms
    zone_name: str
    period: Period
    full_period: Period
    usage: Mapping[str, UsageSeries] = field(default_factory=dict)
    events: Mapping[str, Sequence[UsageEvent]] = field(default_factory=dict)
    contracted: Mapping[str, Decimal | None] = field(default_factory=dict)
    carried: Carried = NOTHING_CARRIED
    progress: Progress = WHOLE_PERIOD
    indices: Mapping[str, IndexSeries] = field(default_factory=dict)
    system_peaks: Mapping[str, Sequence[Period]] = field(default_factory=dict)

    def as_batch(self) -> RatingBatch:
        """The request as a batch of one account."""
        return RatingBatch(
            terms=self.terms,
            zone_name=self.zone_name,
            period=self.period,
            full_period=self.full_period,
            size=1,
            usage={metric: UsageMatrix.of_one(series) for metric, series in self.usage.items()},
            events={metric: (events,) for metric, events in self.events.items()},
            contracted={name: (value,) for name, value in self.contracted.items()},
            carried=(self.carried,),
            progress=(self.progress,),
            indices=self.indices,
            system_peaks=self.system_peaks,
        )
