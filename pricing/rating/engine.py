"""The order of work: determinants, prices, proration, rounding, adjustments.

One entry for a batch of accounts that share plan version, zone and period; a single account is a batch of
one. Quantities are summed in numpy as integers; every price is a Decimal.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pricing.money import EXACT, round_amount, spread_rounded
from pricing.rating.adjustments import adjusted
from pricing.rating.determinants import measure
from pricing.rating.determinants.measured import Measured
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import Charge, PlanTerms, RoundingUnit, TierBounds
from pricing.rating.prices import price_quantity
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import WHOLE
from pricing.rating.proration import prorate
from pricing.rating.request import RatingBatch, RatingRequest

_PRORATED_RULES = frozenset({"fixed"})


def rate(request: RatingRequest) -> tuple[RatedLine, ...]:
    """The lines of one account, without taxes (those are per invoice: taxes.py).

    Raises UnableToRate when usage and plan do not fit together.
    """
    return rate_batch(request.as_batch())[0]


def rate_batch(batch: RatingBatch) -> tuple[tuple[RatedLine, ...], ...]:
    """The lines of each account of the batch, in account order.

    Raises UnableToRate when the usage of the batch and the plan do not fit together; a missing interval
    counts as nothing here, so the caller decides beforehand whether the account may be rated.
    """
    return price_batch(batch, [measure(charge.determinant, batch) for charge in batch.terms.charges])


def price_batch(
    batch: RatingBatch, measured: Sequence[Sequence[Measured]]
) -> tuple[tuple[RatedLine, ...], ...]:
    """The lines of each account for quantities that are counted already: one sequence for each charge, in order.

    Of the batch only terms, days and size are looked at, not its usage.
    """
    accounts: list[list[RatedLine]] = [[] for _ in range(batch.size)]
    for charge, counted in zip(batch.terms.charges, measured, strict=True):
        fraction = _charge_fraction(charge, batch)
        bounds_scale = _bounds_scale(charge, batch)
        for account in range(batch.size):
            accounts[account] += _charge_lines(charge, counted, account, fraction, bounds_scale, batch.terms)
    return tuple(adjusted(lines, batch) for lines in accounts)


def _charge_lines(
    charge: Charge,
    measured: Sequence[Measured],
    account: int,
    fraction: Fraction,
    bounds_scale: Fraction,
    terms: PlanTerms,
) -> list[RatedLine]:
    """One account's lines of one charge, rounded as the plan says."""
    unrounded: list[tuple[Measured, PricedPart, Fraction, Decimal]] = []
    for counted in measured:
        price = charge.prices.get(counted.bucket)
        if price is None:
            continue
        for part in price_quantity(price, counted.quantities[account], bounds_scale):
            share = fraction if part.rule in _PRORATED_RULES else WHOLE
            exact = prorate(EXACT.multiply(part.quantity, part.unit_price), share)
            unrounded.append((counted, part, share, exact))
    amounts, cents = _rounded([exact for *_, exact in unrounded], terms)
    return [
        RatedLine(
            charge_code=charge.code,
            label=charge.label,
            kind=LineKind.CHARGE,
            quantity=part.quantity,
            unit="package" if part.rule == "package" else counted.unit,
            unit_price=part.unit_price,
            exact_amount=exact,
            amount=amounts[index],
            tax_code=charge.tax_code,
            trace=_trace(counted, part, account, share, terms, cents[index]),
            bucket=counted.bucket,
            tier=part.tier,
        )
        for index, (counted, part, share, exact) in enumerate(unrounded)
    ]


def _rounded(exact: list[Decimal], terms: PlanTerms) -> tuple[tuple[Decimal, ...], list[int | None]]:
    """Rounded amounts, and for a charge rounded as a whole each line's minor units above its floor."""
    rounding = terms.rounding
    if rounding.unit is RoundingUnit.LINE:
        return tuple(round_amount(amount, rounding.scale, rounding.mode) for amount in exact), [None] * len(
            exact
        )
    amounts = spread_rounded(exact, rounding.scale, rounding.mode)
    floors = [round_amount(amount, rounding.scale, "floor") for amount in exact]
    cents = [int((a - f).scaleb(rounding.scale)) for a, f in zip(amounts, floors, strict=True)]
    return amounts, list(cents)


def _trace(
    counted: Measured, part: PricedPart, account: int, share: Fraction, terms: PlanTerms, cents: int | None
) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "rule": part.rule,
        **counted.facts,
        "q": str(counted.quantities[account]),
        **part.facts,
        "p": str(part.unit_price),
        "r": [terms.rounding.scale, terms.rounding.mode],
    }
    if counted.account_facts:
        trace |= counted.account_facts[account]
    if share != WHOLE:
        trace["f"] = [share.numerator, share.denominator]
    if cents is not None:
        trace["c"] = cents
    return trace


def _charge_fraction(charge: Charge, batch: RatingBatch) -> Fraction:
    return Fraction(batch.days, batch.full_days) if charge.prorated else WHOLE


def _bounds_scale(charge: Charge, batch: RatingBatch) -> Fraction:
    match charge.tier_bounds:
        case TierBounds.FULL:
            return WHOLE
        case TierBounds.PRORATED:
            return Fraction(batch.days, batch.full_days)
        case TierBounds.PER_DAY:
            return Fraction(batch.days)
