"""Taxes: per tax code on the sum of its lines, rounded once, spread to the lines by largest remainder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pricing.money import EXACT, RoundingMode, round_amount, spread_rounded
from pricing.rating.lines import RatedTax
from pricing.rating.plan_terms import TaxTerms


def compute_taxes(
    amounts: Sequence[tuple[Decimal, str | None]],
    taxes: Iterable[TaxTerms],
    scale: int,
    mode: RoundingMode = "half_up",
) -> tuple[RatedTax, ...]:
    """The taxes on lines given as (rounded amount, tax code); a line without code is not taxed.

    Every share is a whole number of minor units and together they are the tax (EN 16931: one amount per
    rate). Taxes whose code no line carries are left out.
    """
    rated = []
    for tax in taxes:
        covered = [index for index, (_, code) in enumerate(amounts) if code == tax.code]
        if not covered:
            continue
        base = sum((amounts[index][0] for index in covered), Decimal(0))
        exact = [_percent_of(amounts[index][0], tax.percent) for index in covered]
        shares = spread_rounded(exact, scale, mode)
        amount = round_amount(_percent_of(base, tax.percent), scale, mode)
        assert amount == sum(shares)
        rated.append(
            RatedTax(
                code=tax.code,
                label=tax.label,
                percent=tax.percent,
                base=base,
                amount=amount,
                shares=tuple(zip(covered, shares, strict=True)),
            )
        )
    return tuple(rated)


def _percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.multiply(amount, percent), Decimal("0.01"))
