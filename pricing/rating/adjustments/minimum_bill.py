"""Top up to the minimum charge."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pricing.money import EXACT
from pricing.rating.adjustments.billed_span import (
    NO_YEAR,
    BilledSpan,
    Settled,
    YearSoFar,
    amount_covered,
    billed_before,
)
from pricing.rating.adjustments.spread import Adjustment
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import Commitment, MinimumBill, PlanTerms, Span
from pricing.rating.proration import prorate

_RULES: Final = {MinimumBill: "minimum", Commitment: "commitment"}


def settle_minimum(
    minimum: MinimumBill, lines: Sequence[RatedLine], terms: PlanTerms, span: BilledSpan
) -> Settled:
    """The line that lifts the covered lines to the minimum, or none when they reach it.

    Used is the sum of the rounded lines the customer saw, discounts included, so that lines and top-up
    always make exactly the rounded minimum (semantics §12). Only the last invoice of a period has it.
    """
    if not span.progress.is_last:
        return Settled([], {})
    later = [rider.code for rider in terms.riders]
    before = billed_before(span, minimum.charges, terms, later)
    if minimum.per is not Span.YEAR:
        return Settled(top_up(minimum, before + amount_covered(lines, minimum.charges), terms, span), {})
    # What other minimums lifted does not count for the year's: both can be charged.
    as_priced = [line for line in lines if line.kind is not LineKind.MINIMUM]
    year = YearSoFar.of(span.carried.of(minimum.code))
    billed = before + amount_covered(as_priced, minimum.charges)
    state = year.state_after(billed, span, minimum.year_end_month)
    if not span.ends_year(minimum.year_end_month):
        return Settled([], state)
    return Settled(top_up(minimum, year.billed + billed, terms, span, year), state)


def top_up(
    minimum: MinimumBill | Commitment,
    used: Decimal,
    terms: PlanTerms,
    span: BilledSpan,
    year: YearSoFar = NO_YEAR,
) -> list[RatedLine]:
    """The line for what is missing to the amount, of a period or a year; none for less than a minor unit."""
    per_year = minimum.per is Span.YEAR
    if per_year and minimum.prorated:
        share = year.share(span)
    else:
        share = Fraction(1) if per_year else span.share(minimum.per, minimum.prorated)
    adjustment = Adjustment(
        code=minimum.code,
        label=minimum.label,
        kind=LineKind.MINIMUM,
        unit="minimum",
        unit_price=minimum.amount,
        facts={
            "rule": _RULES[type(minimum)],
            "p": str(minimum.amount),
            "f": [share.numerator, share.denominator],
            "u": str(used),
            **({"per": "year"} if per_year else {}),
        },
    )
    exact = EXACT.subtract(prorate(minimum.amount, share), used)
    line = adjustment.rounded_line(exact, minimum.tax_code, terms.rounding)
    return [line] if line.amount > 0 else []
