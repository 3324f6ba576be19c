"""Cut down to the maximum charge."""

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
    codes_after_maximums,
)
from pricing.rating.adjustments.spread import Adjustment, net_by_cell
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import MaximumBill, PlanTerms, Span
from pricing.rating.proration import prorate

_NOTHING: Final = Decimal(0)


def settle_maximum(
    maximum: MaximumBill, lines: Sequence[RatedLine], terms: PlanTerms, span: BilledSpan
) -> Settled:
    """The lines that cut the covered lines down to the maximum, one per tax code; none when they stay below.

    Earlier invoices of the period count, for one per year earlier periods too. The lines never come to less
    than nothing for it: what earlier bills were above the maximum is not given back.
    """
    per_year = maximum.per is Span.YEAR
    year = YearSoFar.of(span.carried.of(maximum.code)) if per_year else NO_YEAR
    later = codes_after_maximums(terms)
    in_period = billed_before(span, maximum.charges, terms, later)
    net = amount_covered(lines, maximum.charges)
    before = year.billed + in_period
    share = Fraction(1) if per_year else span.share(maximum.per, maximum.prorated)
    cells = net_by_cell(lines, maximum.charges)
    most = min(max(net, _NOTHING), max(sum(cells.values(), _NOTHING), _NOTHING))
    above = EXACT.subtract(before + net, prorate(maximum.amount, share))
    cut: list[RatedLine] = []
    if above > 0 and most:
        adjustment = Adjustment(
            code=maximum.code,
            label=maximum.label,
            kind=LineKind.MAXIMUM,
            unit="maximum",
            unit_price=maximum.amount,
            facts={
                "rule": "maximum",
                "p": str(maximum.amount),
                "f": [share.numerator, share.denominator],
                "u": str(before + net),
                **({"u0": str(before)} if before else {}),
                **({"per": "year"} if per_year else {}),
                **({"mo": str(most)} if above > most else {}),
            },
        )
        cut = adjustment.spread_lines(EXACT.minus(min(above, most)), cells, terms.rounding)
    if not per_year:
        return Settled(cut, {})
    after = in_period + net + amount_covered(cut, ())
    return Settled(cut, year.state_after(after, span, maximum.year_end_month))
