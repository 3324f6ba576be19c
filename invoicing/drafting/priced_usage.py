"""Usage of one place with the terms that price it: what a bill said, or would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.rating_basis import NO_BASIS, NOTHING_PUBLISHED, PublishedFacts, RatingBasis
from metering.usage.local_calendar import LocalCalendar
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import PlanTerms, RatedLine, RatingBatch, UsageEvent, rate_batch


@dataclass(frozen=True, slots=True)
class PricedUsage:
    """The local days `span` of a billing period `run`, priced by one plan version.

    `usage` has one row for each metric of the plan, over the days of the span, in the plan's unit; `events` are
    the events of its metrics on those days.
    """

    terms: PlanTerms
    zone_name: str
    span: DaySpan
    run: DaySpan
    usage: Mapping[str, UsageMatrix]
    basis: RatingBasis = NO_BASIS
    events: Mapping[str, Sequence[UsageEvent]] = field(default_factory=dict)
    facts: PublishedFacts = NOTHING_PUBLISHED

    def batch(self) -> RatingBatch:
        """What the engine is asked: a batch of one."""
        calendar = LocalCalendar(self.zone_name)
        return RatingBatch(
            terms=self.terms,
            zone_name=self.zone_name,
            period=calendar.span(self.span.from_date, self.span.to_date),
            full_period=calendar.span(self.run.from_date, self.run.to_date),
            size=1,
            usage=self.usage,
            events={metric: (events,) for metric, events in self.events.items()},
            contracted={name: (value,) for name, value in self.basis.contracted.items()},
            carried=(self.basis.carried,),
            indices=self.facts.indices_for(self.terms),
            system_peaks=self.facts.system_peaks,
        )

    def lines(self) -> tuple[RatedLine, ...]:
        """What the engine makes of it. Raises UnableToRate or HourWithoutBucket when they do not fit."""
        return rate_batch(self.batch())[0]

    def net(self) -> Decimal:
        """The sum of the rounded lines, without tax; raises as `lines` does."""
        return sum((line.amount for line in self.lines()), Decimal(0))
