"""Net metering in units: what was fed in beyond the usage is kept, and used up by later periods."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.money import EXACT
from pricing.rating.carried import State
from pricing.rating.plan_terms import QuantityBank

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Banked:
    """What is billed of a netted quantity, what is paid out, and what the next period finds in the bank."""

    billed: Decimal
    taken: Decimal
    paid_out: Decimal
    left: Decimal

    def state(self) -> dict[str, Any]:
        """What is carried to the next period: {"bank": units as text}."""
        return {"bank": str(self.left)}


def settle_bank(bank: QuantityBank, carried: State, net: Decimal, month: int) -> Banked:
    """`net` is import less export of the period, negative for a surplus; `month` is that of its last day.

    Usage takes from the bank first. In the true-up month all that is then left is paid out.
    """
    before = Decimal(carried.get("bank", 0))
    taken = min(before, max(net, _NOTHING))
    left = EXACT.add(EXACT.subtract(before, taken), max(-net, _NOTHING))
    billed = EXACT.subtract(max(net, _NOTHING), taken)
    if bank.true_up_month == month:
        return Banked(billed, taken, left, _NOTHING)
    return Banked(billed, taken, _NOTHING, left)
