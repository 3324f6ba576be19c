"""What a period so far costs beyond what earlier invoices of the same period billed (semantics §10)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.money import EXACT
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.priced_part import PricedPart


def without_billed(
    parts: Sequence[PricedPart], billed: Sequence[PricedPart], counted: Counted
) -> list[PricedPart]:
    """The parts less those billed, tier by tier; a quantity that shrank unwinds tiers with negative parts.

    The sum over the invoices of a period is therefore what one invoice would be, flat fees included.
    """
    before = {_key(part): part for part in billed if part.quantity}
    rest = []
    for part in parts:
        earlier = before.pop(_key(part), None)
        quantity = part.quantity
        if earlier is not None:
            quantity = EXACT.subtract(quantity, earlier.quantity)
        rest.append(part._replace(quantity=quantity))
    rest += [part._replace(quantity=-part.quantity) for part in before.values()]
    owed = [part for part in rest if part.quantity] or [parts[0]._replace(quantity=Decimal(0))]
    return [part._replace(facts={**part.facts, **counted.billed_facts}) for part in owed]


def _key(part: PricedPart) -> tuple[str, int | None]:
    return part.rule, part.tier
