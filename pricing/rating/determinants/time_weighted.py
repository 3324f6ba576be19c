"""The average level over the period, by time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pricing.money import EXACT, round_amount
from pricing.rating.determinants.event_selection import counted_from, events_of
from pricing.rating.determinants.levels import kept_levels, level_after, level_before
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import TimeWeighted
from pricing.rating.request import RatingBatch, UsageEvent

_DECIMALS: Final = 18
"""An average has no end in decimals; kept with so many, as all unit prices have fewer."""
_MOMENT: Final = timedelta(microseconds=1)


def measure_time_weighted(determinant: TimeWeighted, batch: RatingBatch) -> list[Measured]:
    """Level times time, over the time of the whole billing period: a service that began late counts its part.

    By elapsed time, so that a day of a clock change is 23 or 25 hours long. The level of the period's beginning
    is carried from the last bill. Raises UnableToRate as `events_of` does.
    """
    events = events_of(determinant.metric, determinant.where, batch)
    before = [level_before(determinant, batch, account) for account in range(batch.size)]
    whole = Decimal(batch.full_period.duration // _MOMENT)
    quantities = [
        round_amount(
            EXACT.divide(
                _level_times_time(level, each, counted_from(batch, account), batch.period.end), whole
            ),
            _DECIMALS,
        )
        for account, (level, each) in enumerate(zip(before, events, strict=True))
    ]
    after = [level_after(level, each) for level, each in zip(before, events, strict=True)]
    return [
        Measured(
            None,
            batch.terms.metrics[determinant.metric].unit,
            quantities,
            {"of": "time_weighted", "m": determinant.metric},
            [{"l": str(level), "n": len(each)} for level, each in zip(before, events, strict=True)],
            keeps=kept_levels(determinant, batch, after),
            is_so_far=True,
        )
    ]


def _level_times_time(
    level: Decimal, events: Sequence[UsageEvent], start: datetime, end: datetime
) -> Decimal:
    """Units times microseconds, exact."""
    total, at = Decimal(0), start
    for event in events:
        total = EXACT.add(total, EXACT.multiply(level, Decimal((event.at - at) // _MOMENT)))
        level, at = EXACT.add(level, event.quantity), event.at
    return EXACT.add(total, EXACT.multiply(level, Decimal((end - at) // _MOMENT)))
