"""Which invoices a sum of money settles: those that are due first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """What is still to be paid of an invoice; `amount` is more than nothing."""

    invoice_id: int
    due_date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the money that an invoice gets."""

    invoice_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """The shares, in the order in which they were given, and what is left over."""

    shares: tuple[Share, ...]
    rest: Decimal


def allocate(money: Decimal, open_amounts: Iterable[OpenAmount]) -> Allocation:
    """Share out the money, oldest due date first; of one day, the older invoice first.

    Shares and rest add up to the money, and no share is more than what its invoice still asks for. Raises
    ValueError for less than no money.
    """
    if money < 0:
        raise ValueError(f"{money} cannot be shared out")
    shares = []
    for owed in sorted(open_amounts, key=lambda owed: (owed.due_date, owed.invoice_id)):
        amount = min(money, owed.amount)
        if amount > 0:
            shares.append(Share(owed.invoice_id, amount))
            money -= amount
    return Allocation(tuple(shares), money)
