"""How far a billing period has been billed when an invoice is one of several (semantics §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Progress:
    """What earlier invoices of the same billing period billed.

    `quantities` by charge code and bucket (None without one), counted as the charge counts, before conversion
    and free units; `amounts` the rounded money by charge code. `is_first` and `is_last` tell which of the
    period's invoices this one is: flat fees of the first tier are owed by the first, volume prices, minimums
    and true-ups by the last.
    """

    quantities: Mapping[tuple[str, str | None], Decimal] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    is_first: bool = True
    is_last: bool = True

    def quantity(self, charge_code: str, bucket: str | None) -> Decimal:
        """What was billed of a charge in a bucket."""
        return self.quantities.get((charge_code, bucket), _NOTHING)

    def amount(self, charge_codes: tuple[str, ...]) -> Decimal:
        """What the charges came to (all of them when none is named)."""
        return sum(
            (amount for code, amount in self.amounts.items() if not charge_codes or code in charge_codes),
            _NOTHING,
        )


WHOLE_PERIOD: Final = Progress()
