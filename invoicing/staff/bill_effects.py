"""What the difference between two bills comes from, as bars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicing.drafting.bill_change import BillChange


@dataclass(frozen=True, slots=True)
class BillEffect:
    """One part of the difference; `width` is its bar's, in percent of the largest."""

    label: str
    amount: Decimal
    width: str
    css_class: str


def bill_effects(change: BillChange) -> tuple[BillEffect, ...]:
    """The parts that are not nothing, in a fixed order; together they are the difference."""
    parts = (
        ("Usage", change.usage),
        ("Prices", change.price),
        ("Number of days", change.days),
        ("Estimated readings", change.estimates),
        ("Other places and charges", change.other),
        ("Taxes", change.tax),
    )
    largest = max((abs(amount) for _, amount in parts), default=Decimal(0))
    return tuple(
        BillEffect(label, amount, f"{100 * abs(amount) / largest:.1f}%", "c1" if amount > 0 else "c3")
        for label, amount in parts
        if amount
    )
