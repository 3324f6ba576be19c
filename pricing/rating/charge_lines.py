"""The parts of a charge as rounded lines with their traces."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pricing.money import EXACT, round_amount, spread_rounded
from pricing.rating.charge_pricing import ExactPart, PricedCharge
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import Rounding, RoundingUnit
from pricing.rating.prices import WHOLE


def charge_lines(priced: PricedCharge, account: int, rounding: Rounding) -> list[RatedLine]:
    """One account's lines of a charge, rounded as the plan says."""
    if rounding.unit is RoundingUnit.CHARGE:
        return _sharing_cents(priced, account, rounding)
    scale, mode, shown = rounding.scale, rounding.mode, [rounding.scale, rounding.mode]
    return [
        _line(priced, part, account, round_amount(part.exact, scale, mode), _trace(part, account, shown))
        for part in priced.parts
    ]


def _sharing_cents(priced: PricedCharge, account: int, rounding: Rounding) -> list[RatedLine]:
    """The charge rounded as a whole; a trace says how many minor units a line has above its floor."""
    amounts = spread_rounded([part.exact for part in priced.parts], rounding.scale, rounding.mode)
    shown = [rounding.scale, rounding.mode]
    lines = []
    for part, amount in zip(priced.parts, amounts, strict=True):
        above = amount - round_amount(part.exact, rounding.scale, "floor")
        trace = _trace(part, account, shown)
        trace["c"] = int(above.scaleb(rounding.scale))
        lines.append(_line(priced, part, account, amount, trace))
    return lines


def payout_line(priced: PricedCharge, rounding: Rounding) -> RatedLine:
    """The money for units that a bank pays out: a credit that no minimum counts."""
    charge = priced.charge
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


def _line(
    priced: PricedCharge, exact: ExactPart, account: int, amount: Decimal, trace: dict[str, Any]
) -> RatedLine:
    charge, part = priced.charge, exact.part
    converted = None if charge.conversion is None else charge.conversion.unit
    return RatedLine(
        charge.code,
        charge.label,
        LineKind.CHARGE,
        part.quantity,
        part.unit or converted or exact.counted.unit,
        part.unit_price,
        exact.exact,
        amount,
        charge.tax_code,
        trace,
        exact.counted.bucket,
        part.tier,
    )


def _trace(exact: ExactPart, account: int, rounding: Sequence[object]) -> dict[str, Any]:
    counted, part = exact.counted, exact.part
    trace: dict[str, Any] = {
        "rule": part.rule,
        **counted.facts,
        "q": str(counted.quantities[account]),
        "r": rounding,
        **exact.facts,
        "p": str(part.unit_price),
        **part.facts,
    }
    if counted.account_facts:
        trace |= counted.account_facts[account]
    if exact.share is not WHOLE:
        trace["f"] = [exact.share.numerator, exact.share.denominator]
    return trace
