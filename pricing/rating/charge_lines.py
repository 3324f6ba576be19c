"""The parts of a charge as rounded lines with their traces."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.money import EXACT, round_amount, spread_rounded
from pricing.rating.charge_pricing import ExactPart, PricedCharge
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import PlanTerms, RoundingUnit
from pricing.rating.prices import WHOLE


def charge_lines(priced: PricedCharge, account: int, terms: PlanTerms) -> list[RatedLine]:
    """One account's lines of a charge, rounded as the plan says."""
    charge = priced.charge
    amounts, cents = _rounded([part.exact for part in priced.parts], terms)
    unit = None if charge.conversion is None else charge.conversion.unit
    return [
        RatedLine(
            charge_code=charge.code,
            label=charge.label,
            kind=LineKind.CHARGE,
            quantity=part.part.quantity,
            unit=part.part.unit or unit or part.counted.unit,
            unit_price=part.part.unit_price,
            exact_amount=part.exact,
            amount=amounts[index],
            tax_code=charge.tax_code,
            trace=_trace(part, account, terms, cents[index]),
            bucket=part.counted.bucket,
            tier=part.part.tier,
        )
        for index, part in enumerate(priced.parts)
    ]


def payout_line(priced: PricedCharge, terms: PlanTerms) -> RatedLine:
    """The money for units that a bank pays out: a credit that no minimum counts."""
    charge, rounding = priced.charge, terms.rounding
    assert charge.bank is not None
    price = -charge.bank.payout_price
    exact = EXACT.multiply(priced.paid_out, price)
    return RatedLine(
        charge_code=charge.code,
        label=charge.bank.label,
        kind=LineKind.CREDIT,
        quantity=priced.paid_out,
        unit=priced.parts[0].counted.unit,
        unit_price=price,
        exact_amount=exact,
        amount=round_amount(exact, rounding.scale, rounding.mode),
        tax_code=charge.tax_code,
        trace={
            "rule": "payout",
            "x": str(priced.paid_out),
            "p": str(price),
            "r": [rounding.scale, rounding.mode],
        },
    )


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


def _trace(part: ExactPart, account: int, terms: PlanTerms, cents: int | None) -> dict[str, Any]:
    counted = part.counted
    trace: dict[str, Any] = {
        "rule": part.part.rule,
        **counted.facts,
        "q": str(counted.quantities[account]),
        **part.facts,
        **part.part.facts,
        "p": str(part.part.unit_price),
        "r": [terms.rounding.scale, terms.rounding.mode],
    }
    if counted.account_facts:
        trace |= counted.account_facts[account]
    if part.share != WHOLE:
        trace["f"] = [part.share.numerator, part.share.denominator]
    if cents is not None:
        trace["c"] = cents
    return trace
