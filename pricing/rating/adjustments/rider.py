"""Percentages on top of charges, such as a fuel adjustment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pricing.money import EXACT
from pricing.rating.adjustments.spread import ON_CHARGES, Adjustment
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import PlanTerms, Rider

_UNNAMED: Final = ON_CHARGES | {LineKind.MINIMUM}


def rider_lines(rider: Rider, lines: Sequence[RatedLine], terms: PlanTerms) -> list[RatedLine]:
    """The percentage of what the covered lines come to, rounded once; no line where the bill has none of them.

    Without named charges it is on everything but credits and other riders. It may name codes of adjustments
    too, such as that of an earlier rider.
    """
    if rider.charges:
        parts = [amount for line in lines for amount in _named(line, rider)]
    else:
        parts = [line.amount for line in lines if line.kind in _UNNAMED]
    if not parts:
        return []
    base = sum(parts, Decimal(0))
    adjustment = Adjustment(
        code=rider.code,
        label=rider.label,
        kind=LineKind.RIDER,
        unit="rider",
        unit_price=rider.percent,
        facts={"rule": "rider", "p": str(rider.percent), "u": str(base)},
    )
    exact = EXACT.multiply(EXACT.multiply(base, rider.percent), Decimal("0.01"))
    return [adjustment.rounded_line(exact, rider.tax_code, terms.rounding)]


def _named(line: RatedLine, rider: Rider) -> list[Decimal]:
    """What of the line is named: all of it by its own code, or what stands for a charge after discounts."""
    if line.charge_code in rider.charges:
        return [line.amount]
    if line.kind not in ON_CHARGES:
        return []
    return [share.amount for share in line.shares if share.charge_code in rider.charges]
