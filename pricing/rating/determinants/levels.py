"""A level that events raise and lower, and that goes on from one period to the next: seats, stored gigabytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pricing.money import EXACT
from pricing.rating.carried import State
from pricing.rating.determinant_terms import RecurringUnits, TimeWeighted
from pricing.rating.request import RatingBatch, UsageEvent


def level_key(determinant: TimeWeighted | RecurringUnits) -> str:
    """Under what the level is carried to the next bill: the state is {"level": units as text}.

    Charges that count the same events share it, whatever they make of them.
    """
    conditions = "".join(f"|{name}={value}" for name, value in determinant.where)
    return f"level:{determinant.metric}{conditions}"


def level_before(determinant: TimeWeighted | RecurringUnits, batch: RatingBatch, account: int) -> Decimal:
    """The level with which the billing period began."""
    return batch.carried_of(account).number(level_key(determinant), "level")


def level_after(before: Decimal, events: Sequence[UsageEvent]) -> Decimal:
    """The level once all events have happened."""
    level = before
    for event in events:
        level = EXACT.add(level, event.quantity)
    return level


def kept_levels(
    determinant: TimeWeighted | RecurringUnits, batch: RatingBatch, levels: Sequence[Decimal]
) -> Mapping[str, Sequence[State]]:
    """What is kept of each account's level; before the period's last invoice, what it began with."""
    return {
        level_key(determinant): [
            {
                "level": str(
                    level if batch.progress_of(account).is_last else level_before(determinant, batch, account)
                )
            }
            for account, level in enumerate(levels)
        ]
    }
