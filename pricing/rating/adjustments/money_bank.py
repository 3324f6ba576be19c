"""Net billing in money: credits for what is fed in pay for what is used, now or later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pricing.money import spread_rounded
from pricing.rating.carried import State
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import MoneyBank, PlanTerms
from pricing.rating.proration import share_of

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class SettledBank:
    """Lines that count for a minimum bill, lines that do not (what is paid out), and the state that is left."""

    lines: list[RatedLine]
    payouts: list[RatedLine]
    state: State


def settle_money_bank(
    bank: MoneyBank, lines: Sequence[RatedLine], carried: State, month: int, terms: PlanTerms
) -> SettledBank:
    """`month` is that of the period's last day; the state is {"balance": money as text}, never negative.

    The lines of `bank.credits` stand on the bill as negative amounts. What of them is not used in the period is
    put back by a positive line and carried over; what earlier periods left is used first. Credits never make
    the charges negative. All of it is whole minor units: the sums are of the rounded lines.
    """
    charged = [line for line in lines if line.charge_code in bank.charges]
    credited = [line for line in lines if line.charge_code in bank.credits]
    owed = max(sum((line.amount for line in charged), _NOTHING), _NOTHING)
    earned = max(-sum((line.amount for line in credited), _NOTHING), _NOTHING)
    before = Decimal(carried.get("balance", 0))
    from_balance = min(before, owed)
    at_once = min(earned, owed - from_balance) if bank.used_at_once else _NOTHING
    kept = earned - at_once
    after = before - from_balance + kept
    settled = [
        *_lines(bank, "bank_used", -from_balance, charged, before, terms),
        *_lines(bank, "bank_kept", kept, credited, after, terms),
    ]
    if bank.true_up_month != month:
        return SettledBank(settled, [], {"balance": str(after)})
    paid_out = _NOTHING if bank.expires else after
    payouts = _lines(bank, "bank_paid", -paid_out, credited or charged, after, terms)
    return SettledBank(settled, payouts, {"balance": "0"})


def _lines(
    bank: MoneyBank,
    rule: str,
    amount: Decimal,
    beside: Sequence[RatedLine],
    balance: Decimal,
    terms: PlanTerms,
) -> list[RatedLine]:
    """The amount as one line for each tax code of the lines it belongs to, by their weight."""
    if not amount:
        return []
    weights: dict[str | None, Decimal] = {}
    for line in beside:
        weights[line.tax_code] = weights.get(line.tax_code, _NOTHING) + abs(line.amount)
    whole = sum(weights.values(), _NOTHING)
    if not whole:
        weights, whole = {beside[0].tax_code if beside else None: Decimal(1)}, Decimal(1)
    rounding = terms.rounding
    shares = spread_rounded(
        [share_of(amount, weight, whole) for weight in weights.values()], rounding.scale, rounding.mode
    )
    return [
        RatedLine(
            charge_code=bank.code,
            label=bank.label,
            kind=LineKind.CREDIT,
            quantity=Decimal(1),
            unit="credit",
            unit_price=share,
            exact_amount=share,
            amount=share,
            tax_code=tax_code,
            trace={
                "rule": rule,
                "p": str(share),
                "u": str(balance),
                "r": [rounding.scale, rounding.mode],
            },
        )
        for tax_code, share in zip(weights, shares, strict=True)
        if share
    ]
