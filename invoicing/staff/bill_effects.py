"""What the difference between two bills comes from, as bars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing_site.foundation.two_way_bars import TwoWayBar, two_way_bars
from invoicing.drafting.bill_change import ChangeParts


@dataclass(frozen=True, slots=True)
class BillEffect:
    """One part of the difference."""

    label: str
    amount: Decimal
    bar: TwoWayBar


def bill_effects(parts: ChangeParts) -> tuple[BillEffect, ...]:
    """The parts that are not nothing, in the order of the steps; together they are the difference."""
    named = (
        ("Number of days", parts.days),
        ("Prices", parts.price),
        ("Season of the tariff", parts.season),
        ("Usage", parts.usage),
        ("Times of use", parts.timing),
        ("Peak demand", parts.demand),
        ("Export", parts.export),
        ("Estimated readings", parts.estimates),
        ("Other places and charges", parts.other),
        ("Taxes", parts.tax),
    )
    told = [(label, amount) for label, amount in named if amount]
    bars = two_way_bars([amount for _, amount in told])
    return tuple(BillEffect(label, amount, bar) for (label, amount), bar in zip(told, bars, strict=True))
