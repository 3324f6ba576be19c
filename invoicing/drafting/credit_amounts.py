"""What a credit note takes back: of an invoice's lines, of the rest of a period, of a plan that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pricing.money import EXACT, RoundingMode, round_amount
from pricing.rating.proration import prorate, share_of
from pricing.rating.taxes import TaxedLine, levy_taxes

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class CreditAmounts:
    """Rounded amounts of a credit note, above zero for what the customer gets back."""

    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


def credit_amounts(
    lines: Sequence[TaxedLine],
    credited_before: Sequence[Decimal],
    credited_after: Sequence[Decimal],
    scale: int,
    mode: RoundingMode = "half_up",
) -> CreditAmounts:
    """What a note takes back of an invoice, of whose lines earlier notes may have taken back a part.

    The second and third argument say how much of each line's net, unrounded, is credited in all: before the
    note and with it. Net and tax are what the credited part comes to after the note less what it came to
    before (semantics §17), so that the notes of an invoice add up to it whatever their number, and the one
    that takes back everything is the invoice itself.
    """
    before = _credited(lines, credited_before, scale, mode)
    after = _credited(lines, credited_after, scale, mode)
    return CreditAmounts(after.net - before.net, after.tax - before.tax)


def cap_credit(potential: Decimal, paid: Decimal, credited_before: Decimal) -> Decimal:
    """A credit that is never more than what was paid and is not credited yet, and never below zero."""
    return max(min(potential, paid - credited_before), _NOTHING)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What changing the plan within a period comes to: a credit below zero, and a charge."""

    credit: Decimal
    charge: Decimal

    @property
    def net(self) -> Decimal:
        """What the customer owes, or gets back when below zero."""
        return self.credit + self.charge


def plan_change(
    old_amount: Decimal,
    new_amount: Decimal,
    unused: Fraction,
    most_credited: Decimal | None,
    scale: int,
    mode: RoundingMode = "half_up",
) -> PlanChange:
    """The unused part of the old amount for the same part of the new one.

    `most_credited` is the most that may be credited of the old amount (see `cap_credit`), None for all of it.
    """
    credit = round_amount(prorate(old_amount, unused), scale, mode)
    if most_credited is not None:
        credit = cap_credit(credit, most_credited, _NOTHING)
    return PlanChange(-credit, round_amount(prorate(new_amount, unused), scale, mode))


def _credited(
    lines: Sequence[TaxedLine], credited: Sequence[Decimal], scale: int, mode: RoundingMode
) -> CreditAmounts:
    """What the credited part of an invoice comes to, as if it were an invoice."""
    net = _NOTHING
    for amount in credited:
        net = EXACT.add(net, amount)
    parts = [_part_of(line, amount) for line, amount in zip(lines, credited, strict=True)]
    tax = sum((levied.rated.amount for levied in levy_taxes(parts, scale)), _NOTHING)
    return CreditAmounts(round_amount(net, scale, mode), tax)


def _part_of(taxed: TaxedLine, amount: Decimal) -> TaxedLine:
    line = taxed.line
    shares = tuple(
        share._replace(amount=share_of(share.amount, amount, line.amount)) for share in line.shares
    )
    return taxed._replace(line=replace(line, amount=amount, shares=shares))
