"""Units that are there until another event takes them away, each owed for the days that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pricing.rating.determinants.event_selection import counted_from, events_of
from pricing.rating.determinants.levels import kept_levels, level_after, level_before
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import RecurringUnits
from pricing.rating.request import RatingBatch, UsageEvent


@dataclass(frozen=True, slots=True)
class Move:
    """Units that came (or went, negative) and the days they are owed for."""

    units: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True)
class RecurringMoves:
    """An account's moves in order of time; a unit there on all `full_days` is owed whole."""

    moves: Sequence[Move]
    full_days: int


def measure_recurring_units(determinant: RecurringUnits, batch: RatingBatch) -> list[Measured]:
    """The level at the end of the period so far, which chooses the tier of a volume price.

    The detail is RecurringMoves: what the period began with, then every event; local days, that of the event
    counts. Raises UnableToRate as `events_of` does.
    """
    events = events_of(determinant.metric, determinant.where, batch)
    before = [level_before(determinant, batch, account) for account in range(batch.size)]
    after = [level_after(level, each) for level, each in zip(before, events, strict=True)]
    return [
        Measured(
            None,
            batch.terms.metrics[determinant.metric].unit,
            after,
            {"of": "recurring_units", "m": determinant.metric},
            [{"l": str(level), "n": len(each)} for level, each in zip(before, events, strict=True)],
            lambda account: RecurringMoves(
                _moves(before[account], events[account], batch, account), batch.full_days
            ),
            kept_levels(determinant, batch, after),
            is_so_far=True,
        )
    ]


def _moves(level: Decimal, events: Sequence[UsageEvent], batch: RatingBatch, account: int) -> Sequence[Move]:
    is_last = batch.progress_of(account).is_last
    end = batch.calendar.local_date((batch.period if is_last else batch.full_period).end)
    start = batch.calendar.local_date(counted_from(batch, account))
    first = [Move(level, Decimal((end - start).days))] if level else []
    dates = [batch.calendar.local_date(event.at) for event in events]
    return [
        *first,
        *(Move(event.quantity, Decimal((end - day).days)) for event, day in zip(events, dates, strict=True)),
    ]
