"""Money that was promised: what exceeds it costs more, what stays below is charged all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from pricing.rating.adjustments.minimum_bill import top_up
from pricing.rating.adjustments.spread import Adjustment, net_by_cell
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import Commitment, PlanTerms, Span
from pricing.rating.proration import prorate

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class CommittedSplit:
    """Money that was used, unrounded: what lies within the commitment and above it, and what is missing to it."""

    within: Decimal
    above: Decimal
    missing: Decimal

    def overage(self, factor: Decimal) -> Decimal:
        """What lies above, at its price."""
        return EXACT.multiply(self.above, factor)


def split_by_commitment(committed: Decimal, before: Decimal, used: Decimal) -> CommittedSplit:
    """What is used after `before` was, cut where the commitment is crossed."""
    reached = EXACT.add(before, used)
    above = EXACT.subtract(
        max(EXACT.subtract(reached, committed), _NOTHING), max(EXACT.subtract(before, committed), _NOTHING)
    )
    missing = max(EXACT.subtract(committed, reached), _NOTHING)
    return CommittedSplit(EXACT.subtract(used, above), above, missing)


def settle_commitment(
    commitment: Commitment, lines: Sequence[RatedLine], terms: PlanTerms, span: BilledSpan
) -> Settled:
    """The surcharge on what exceeds the commitment, by tax code, and at the end of its span the true-up.

    Used is the sum of the rounded lines of its charges after discounts and maximums; for a year, with what
    earlier periods used.
    """
    per_year = commitment.per is Span.YEAR
    year = YearSoFar.of(span.carried.of(commitment.code)) if per_year else NO_YEAR
    later = codes_after_maximums(terms)
    in_period = billed_before(span, commitment.charges, terms, later)
    as_priced = [line for line in lines if line.kind not in (LineKind.RIDER, LineKind.MINIMUM)]
    net = amount_covered(as_priced, commitment.charges)
    before = year.billed + in_period
    charged = _overage_lines(commitment, as_priced, (before, net), terms, span)
    closes = span.ends_year(commitment.year_end_month) if per_year else span.progress.is_last
    if commitment.true_up and closes:
        charged += top_up(commitment, before + net, terms, span, year)
    if not per_year:
        return Settled(charged, {})
    return Settled(charged, year.state_after(in_period + net, span, commitment.year_end_month))


def _overage_lines(
    commitment: Commitment,
    lines: Sequence[RatedLine],
    used: tuple[Decimal, Decimal],
    terms: PlanTerms,
    span: BilledSpan,
) -> list[RatedLine]:
    before, net = used
    share = Fraction(1) if commitment.per is Span.YEAR else span.share(commitment.per, commitment.prorated)
    split = split_by_commitment(prorate(commitment.amount, share), before, net)
    extra = EXACT.subtract(commitment.overage_factor, Decimal(1))
    adjustment = Adjustment(
        code=commitment.code,
        label=commitment.label,
        kind=LineKind.RIDER,
        unit="overage",
        unit_price=commitment.overage_factor,
        facts={
            "rule": "overage",
            "p": str(commitment.overage_factor),
            "mo": str(commitment.amount),
            "f": [share.numerator, share.denominator],
            "u": str(before + net),
            "u0": str(before),
            **({"per": "year"} if commitment.per is Span.YEAR else {}),
        },
    )
    cells = net_by_cell(lines, commitment.charges)
    return adjustment.spread_lines(EXACT.multiply(split.above, extra), cells, terms.rounding)
