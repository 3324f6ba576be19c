"""Discounts: a percentage of what the customer sees, or a fixed amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pricing.money import EXACT
from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.spread import Adjustment, Cell, net_by_cell, spread_signed
from pricing.rating.lines import LineKind, LineShare, RatedLine
from pricing.rating.plan_terms import FixedDiscount, PercentDiscount, PlanTerms, Span
from pricing.rating.proration import prorate

_NOTHING: Final = Decimal(0)


def discount_lines(
    discount: PercentDiscount, lines: Sequence[RatedLine], terms: PlanTerms
) -> list[RatedLine]:
    """What the discount takes off the covered charges: one line per tax code, so that tax follows it.

    The percentage is of the rounded lines the customer sees.
    """
    covered: dict[str | None, dict[Cell, Decimal]] = {}
    for cell, amount in net_by_cell(lines, discount.charges, (LineKind.CHARGE,)).items():
        covered.setdefault(cell.tax_code, {})[cell] = amount
    discounts = []
    for tax_code, cells in covered.items():
        base = sum(cells.values(), _NOTHING)
        exact = [_taken(amount, discount.percent) for amount in cells.values()]
        spread = spread_signed(exact, terms.rounding)
        adjustment = Adjustment(
            code=discount.code,
            label=discount.label,
            kind=LineKind.DISCOUNT,
            unit="discount",
            unit_price=discount.percent,
            facts={"rule": "discount", "p": str(discount.percent), "u": str(base)},
        )
        shares = tuple(
            LineShare(cell.charge_code, cell.tier, share) for cell, share in zip(cells, spread, strict=True)
        )
        taken = _taken(base, discount.percent)
        discounts.append(adjustment.line(taken, sum(spread, _NOTHING), tax_code, terms.rounding, shares))
    return discounts


def fixed_discount_lines(
    discount: FixedDiscount, lines: Sequence[RatedLine], terms: PlanTerms, span: BilledSpan
) -> list[RatedLine]:
    """The amount taken off what the covered charges come to after earlier discounts: one line per tax code.

    What earlier invoices of the period took off is not taken off again.
    """
    cells = net_by_cell(lines, discount.charges)
    most = max(sum(cells.values(), _NOTHING), _NOTHING)
    share = span.share(Span.PERIOD, discount.prorated)
    before = max(-span.progress.amounts.get(discount.code, _NOTHING), _NOTHING)
    left = max(EXACT.subtract(prorate(discount.amount, share), before), _NOTHING)
    adjustment = Adjustment(
        code=discount.code,
        label=discount.label,
        kind=LineKind.DISCOUNT,
        unit="discount",
        unit_price=discount.amount,
        facts={
            "rule": "discount_fixed",
            "p": str(discount.amount),
            "f": [share.numerator, share.denominator],
            "u": str(most),
            **({"u0": str(before)} if before else {}),
        },
    )
    return adjustment.spread_lines(EXACT.minus(min(left, most)), cells, terms.rounding)


def _taken(amount: Decimal, percent: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.multiply(amount, percent), Decimal("-0.01"))
