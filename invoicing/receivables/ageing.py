"""How long open amounts have been due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from invoicing.receivables.allocation import OpenAmount, allocate

# The last day of each band; what is due for longer falls into the last one.
_LAST_DAYS: Final = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Band:
    """What has been due from `first_day` to `last_day` days; None is without end. Day 0 is not due yet."""

    first_day: int | None
    last_day: int | None
    amount: Decimal
    invoice_count: int

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been paid already."""
        return self.first_day is not None


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open amounts by age, after `credit` that is not tied to an invoice has been taken off the oldest."""

    bands: tuple[Band, ...]
    credit_left: Decimal

    @property
    def owed(self) -> Decimal:
        """All that is still asked for."""
        return sum((band.amount for band in self.bands), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        """All that should have been paid already."""
        return sum((band.amount for band in self.bands if band.is_overdue), Decimal(0))


def days_overdue(due_date: date, on: date) -> int:
    """How many days ago the amount was due; 0 on the due date and before."""
    return max((on - due_date).days, 0)


def age(open_amounts: Iterable[OpenAmount], on: date, credit: Decimal = Decimal(0)) -> Ageing:
    """The amounts by how long they are overdue on the day: not yet, up to 30, 60, 90 days, longer.

    Money that the account has with us (`credit`) counts against the oldest, as it would if it came in now.
    """
    open_amounts = list(open_amounts)
    taken = allocate(credit, open_amounts)
    less = {share.invoice_id: share.amount for share in taken.shares}
    sums = [Decimal(0)] * (len(_LAST_DAYS) + 1)
    counts = [0] * len(sums)
    for owed in open_amounts:
        left = owed.amount - less.get(owed.invoice_id, Decimal(0))
        if left > 0:
            days = days_overdue(owed.due_date, on)
            place = next((i for i, last in enumerate(_LAST_DAYS) if days <= last), len(_LAST_DAYS))
            sums[place] += left
            counts[place] += 1
    firsts = (None, *(last + 1 for last in _LAST_DAYS))
    lasts = (*_LAST_DAYS, None)
    bands = tuple(Band(*edges) for edges in zip(firsts, lasts, sums, counts, strict=True))
    return Ageing(bands, taken.rest)
