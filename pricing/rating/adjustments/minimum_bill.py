"""Top up to the minimum charge."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pricing.money import EXACT, round_amount
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import MinimumBill, PlanTerms, Span
from pricing.rating.proration import prorate


def minimum_lines(
    minimum: MinimumBill, lines: Sequence[RatedLine], terms: PlanTerms, days: int, full_days: int
) -> list[RatedLine]:
    """The line that lifts the covered lines to the minimum, or nothing when they reach it.

    Used is the sum of the rounded lines the customer saw, discounts included, so that lines and top-up
    always make exactly the rounded minimum (semantics §12).
    """
    rounding = terms.rounding
    fraction = _fraction(minimum, days, full_days)
    used = sum((line.amount for line in lines if _covers(minimum, line)), Decimal(0))
    exact = EXACT.subtract(prorate(minimum.amount, fraction), used)
    amount = round_amount(exact, rounding.scale, rounding.mode)
    if amount <= 0:
        return []
    trace = {
        "rule": "minimum",
        "p": str(minimum.amount),
        "f": [fraction.numerator, fraction.denominator],
        "u": str(used),
        "r": [rounding.scale, rounding.mode],
    }
    return [
        RatedLine(
            charge_code=minimum.code,
            label=minimum.label,
            kind=LineKind.MINIMUM,
            quantity=Decimal(1),
            unit="minimum",
            unit_price=minimum.amount,
            exact_amount=exact,
            amount=amount,
            tax_code=minimum.tax_code,
            trace=trace,
        )
    ]


def _fraction(minimum: MinimumBill, days: int, full_days: int) -> Fraction:
    if minimum.per is Span.DAY:
        return Fraction(days)
    return Fraction(days, full_days) if minimum.prorated else Fraction(1)


def _covers(minimum: MinimumBill, line: RatedLine) -> bool:
    # A discount or credit line stands for several charges, so it counts against every minimum.
    of_several = line.kind in (LineKind.DISCOUNT, LineKind.CREDIT)
    return not minimum.charges or line.charge_code in minimum.charges or of_several
