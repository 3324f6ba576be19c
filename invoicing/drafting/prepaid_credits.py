"""Money that was paid in advance and is booked for an invoice: consumed in order, after tax."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


class CreditsNotConsumed(ValueError):
    """More credit is booked for an invoice than it comes to."""

    code = "credits_not_consumed"


def consume_credits(due: Decimal, credits: Sequence[Decimal]) -> Decimal:
    """What is left to pay when every credit is used up, one after the other.

    Raises CreditsNotConsumed, which names the first credit with a rest: such a credit was booked for another
    amount, and using a part of it would lose the rest. Raises ValueError for a credit below zero.
    """
    left = due
    for number, credit in enumerate(credits, start=1):
        if credit < 0:
            raise ValueError(f"credit {number} is {credit:f}: a credit cannot be below zero")
        if credit > max(left, Decimal(0)):
            raise CreditsNotConsumed(
                f"credit {number} of {credit:f} is more than the {max(left, Decimal(0)):f} left to pay:"
                " take back the rest of it first"
            )
        left -= credit
    return left
