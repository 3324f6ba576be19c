"""Percentage discounts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.money import EXACT, round_amount
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import PercentDiscount, PlanTerms


def discount_lines(
    discount: PercentDiscount, lines: Sequence[RatedLine], terms: PlanTerms
) -> list[RatedLine]:
    """What the discount takes off the covered charges: one line per tax code, so that tax follows it.

    The percentage is of the rounded lines the customer sees.
    """
    rounding = terms.rounding
    covered: dict[str | None, Decimal] = {}
    for line in lines:
        if line.kind is LineKind.CHARGE and (not discount.charges or line.charge_code in discount.charges):
            covered[line.tax_code] = covered.get(line.tax_code, Decimal(0)) + line.amount
    discounts = []
    for tax_code, base in covered.items():
        exact = EXACT.multiply(EXACT.multiply(base, discount.percent), Decimal("-0.01"))
        trace = {
            "rule": "discount",
            "p": str(discount.percent),
            "u": str(base),
            "r": [rounding.scale, rounding.mode],
        }
        discounts.append(
            RatedLine(
                charge_code=discount.code,
                label=discount.label,
                kind=LineKind.DISCOUNT,
                quantity=Decimal(1),
                unit="discount",
                unit_price=discount.percent,
                exact_amount=exact,
                amount=round_amount(exact, rounding.scale, rounding.mode),
                tax_code=tax_code,
                trace=trace,
            )
        )
    return discounts
