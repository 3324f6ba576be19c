"""Free units: those of the period and those left over from earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pricing.money import EXACT
from pricing.rating.carried import State
from pricing.rating.plan_terms import Allowance
from pricing.rating.proration import prorate

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """What an account may use for nothing in a period: `lots` left over, oldest first, and the period's own."""

    lots: tuple[Decimal, ...]
    own: Decimal

    @property
    def total(self) -> Decimal:
        """All of them."""
        return sum(self.lots, self.own)


def free_units(allowance: Allowance, carried: State, fraction: Fraction) -> FreeUnits:
    """The free units of a period of which `fraction` is billed; `carried` is what `carry_over` gave before."""
    own = prorate(allowance.quantity, fraction) if allowance.prorated else allowance.quantity
    return FreeUnits(tuple(Decimal(lot) for lot in carried.get("left", ())), own)


def carry_over(allowance: Allowance, free: FreeUnits, used: Decimal) -> dict[str, Any]:
    """What the next period may use: a state {"left": lots from the oldest to the newest, as text}.

    The oldest units are used first. A lot is lost after `rollover_periods`; of more than `most_rolled_over`
    the oldest are lost.
    """
    if not allowance.rollover_periods:
        return {}
    lots = _without(used, (*free.lots, free.own))[-allowance.rollover_periods :]
    surplus = _NOTHING
    if allowance.most_rolled_over is not None:
        surplus = max(EXACT.subtract(sum(lots, _NOTHING), allowance.most_rolled_over), _NOTHING)
    return {"left": [str(lot) for lot in _without(surplus, lots)]}


def _without(quantity: Decimal, lots: Sequence[Decimal]) -> list[Decimal]:
    """The lots after a quantity is taken from them, the first first; none is removed, so that their age stays."""
    rest = []
    for lot in lots:
        taken = min(lot, quantity)
        quantity = EXACT.subtract(quantity, taken)
        rest.append(EXACT.subtract(lot, taken))
    return rest
