"""What happens to the priced lines, in one order.

Percentage discounts, fixed discounts, banks of money, maximum bills, commitments, minimum bills, riders.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pricing.rating.adjustments.billed_span import BilledSpan, Settled
from pricing.rating.adjustments.commitment import settle_commitment
from pricing.rating.adjustments.discounts import discount_lines, fixed_discount_lines
from pricing.rating.adjustments.maximum_bill import settle_maximum
from pricing.rating.adjustments.minimum_bill import settle_minimum
from pricing.rating.adjustments.money_bank import settle_money_bank
from pricing.rating.adjustments.rider import rider_lines
from pricing.rating.carried import State
from pricing.rating.lines import RatedLine
from pricing.rating.plan_terms import (
    FixedDiscount,
    PercentDiscount,
    PlanTerms,
    Span,
)
from pricing.rating.request import RatingBatch


def adjusted(
    lines: Sequence[RatedLine], batch: RatingBatch, account: int, states: dict[str, State]
) -> tuple[RatedLine, ...]:
    """One account's charge lines with the plan's adjustment lines after them.

    What an adjustment leaves to the next bill is added to `states` under its code.
    """
    terms, carried = batch.terms, batch.carried_of(account)
    if not _adjusts(terms):
        return tuple(lines)
    span = billed_span(batch, account)
    result = list(lines)
    for percent in terms.discounts:
        if isinstance(percent, PercentDiscount):
            result += discount_lines(percent, result, terms)
    for fixed in terms.discounts:
        if isinstance(fixed, FixedDiscount):
            result += fixed_discount_lines(fixed, result, terms, span)
    payouts = []
    for bank in terms.banks:
        settled = settle_money_bank(bank, result, carried.of(bank.code), batch.month, terms)
        result += settled.lines
        payouts += settled.payouts
        states[bank.code] = settled.state
    for maximum in terms.maximums:
        result += _kept(settle_maximum(maximum, result, terms, span), maximum.code, states)
    for commitment in terms.commitments:
        result += _kept(settle_commitment(commitment, result, terms, span), commitment.code, states)
    for minimum in terms.minimums:
        result += _kept(settle_minimum(minimum, result, terms, span), minimum.code, states)
    for rider in terms.riders:
        result += rider_lines(rider, result, terms)
    return (*result, *payouts)


def billed_span(batch: RatingBatch, account: int) -> BilledSpan:
    """How much of its period and year an account is billed for."""
    needs_year = _is_per_year(batch.terms)
    return BilledSpan(
        days=batch.days,
        full_days=batch.full_days,
        month=batch.month if needs_year else 1,
        year_days=batch.year_days if needs_year else 365,
        progress=batch.progress_of(account),
        carried=batch.carried_of(account),
    )


def _adjusts(terms: PlanTerms) -> bool:
    return any(
        (terms.discounts, terms.banks, terms.maximums, terms.commitments, terms.minimums, terms.riders)
    )


def _is_per_year(terms: PlanTerms) -> bool:
    yearly: tuple[Any, ...] = (*terms.maximums, *terms.minimums, *terms.commitments)
    return any(one.per is Span.YEAR for one in yearly)


def _kept(settled: Settled, code: str, states: dict[str, State]) -> list[RatedLine]:
    if settled.state:
        states[code] = settled.state
    return settled.lines
