"""Two bills of an account, told apart by their lines: quick enough for all accounts of two runs.

The parts follow from amounts and quantities alone, in the order of `bill_change`: days at the earlier prices,
then prices, then usage at the later ones. That has the engine rate imagined bills in between, which is exact but
takes the readings; what this arithmetic cannot place is `price` if the plan version changed, and `other`
(seasons, times of use, tiers, minimums, rounding) if not. The parts always come to the whole difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pricing.money import minor_unit_scale, round_amount

_NOTHING = Decimal(0)


class Cause(StrEnum):
    """What makes most of a difference."""

    ONLY_NOW = "ONLY_NOW"
    ONLY_BEFORE = "ONLY_BEFORE"
    USAGE = "USAGE"
    PRICE = "PRICE"
    DAYS = "DAYS"
    OTHER = "OTHER"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class CountedAmount:
    """What was counted of one metric and what it costs, with tax; a demand does not grow with days."""

    quantity: Decimal
    amount: Decimal
    grows_with_days: bool = True


@dataclass(frozen=True, slots=True)
class BillFacts:
    """A bill by what its lines count.

    `by_days` is what is charged by the day, with tax; `counted` what is charged by quantity, by a name of
    what was counted; `version_ids` are the plan versions that priced it.
    """

    total: Decimal
    day_count: int
    by_days: Decimal
    counted: Mapping[str, CountedAmount]
    version_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Difference:
    """The later total minus the earlier one, in parts, and what makes most of it."""

    cause: Cause
    total: Decimal
    usage: Decimal = _NOTHING
    days: Decimal = _NOTHING
    price: Decimal = _NOTHING
    other: Decimal = _NOTHING


def tell_apart(before: BillFacts | None, now: BillFacts | None, currency: str) -> Difference:
    """The difference between two bills of one account and currency; one of them may be missing.

    Usage is valued at what it costs now on average, as `bill_change` has it after price and season. Raises ValueError when both are missing.
    """
    if now is None or before is None:
        if now is not None:
            return Difference(Cause.ONLY_NOW, now.total, other=now.total)
        if before is not None:
            return Difference(Cause.ONLY_BEFORE, -before.total, other=-before.total)
        raise ValueError("there is no bill to tell apart")
    total = now.total - before.total
    longer = Decimal(now.day_count) / before.day_count
    days, usage = before.by_days * (longer - 1), _NOTHING
    for name, earlier in before.counted.items():
        later = now.counted.get(name)
        if later is None or earlier.quantity == 0:
            continue  # stays in the rest: there is no earlier price of it
        grown = longer if earlier.grows_with_days else Decimal(1)
        days += earlier.amount * (grown - 1)
        priced = later if later.quantity else earlier  # what is used no more has no later price
        usage += (later.quantity - earlier.quantity * grown) * priced.amount / priced.quantity
    scale = minor_unit_scale(currency)
    days, usage = round_amount(days, scale), round_amount(usage, scale)
    rest = total - days - usage
    is_repriced = before.version_ids != now.version_ids
    price, other = (rest, _NOTHING) if is_repriced else (_NOTHING, rest)
    parts = {Cause.USAGE: usage, Cause.PRICE: price, Cause.DAYS: days, Cause.OTHER: other}
    cause = max(parts, key=lambda part: abs(parts[part])) if any(parts.values()) else Cause.NONE
    return Difference(cause, total, usage, days, price, other)
