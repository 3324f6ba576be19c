"""A counted quantity in the unit that is priced (semantics §11)."""

from __future__ import annotations

from decimal import Decimal

from pricing.money import EXACT, round_amount
from pricing.rating.plan_terms import UnitConversion


def convert(conversion: UnitConversion, quantity: Decimal) -> Decimal:
    """The quantity multiplied or divided by the factor, then rounded where the plan says so.

    A period's quantity is converted as a whole: what several invoices of it bill is the difference of what was
    converted, so that the sum does not depend on how often is billed.
    """
    if conversion.operation == "multiply":
        converted = EXACT.multiply(quantity, conversion.factor)
    else:
        converted = EXACT.divide(quantity, conversion.factor)
    return (
        converted if conversion.mode is None else round_amount(converted, conversion.scale, conversion.mode)
    )


def conversion_facts(conversion: UnitConversion) -> list[object]:
    """What a trace says of it: operation, factor, rounding mode or None, decimals."""
    return [conversion.operation, str(conversion.factor), conversion.mode, conversion.scale]
