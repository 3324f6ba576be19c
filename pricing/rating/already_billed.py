"""Prices of which a later invoice of a period bills the difference to the money billed before (semantics §10, §16).

They look at events, moves or stairs, so that what a part of the quantity cost cannot be told from the quantity.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import (
    BlockTiersPrice,
    Charge,
    DynamicPrice,
    PercentagePrice,
    Price,
    RatedDurationPrice,
    RecurringUnits,
    SeveralTotals,
    StairstepPrice,
)
from pricing.rating.prices import PricedPart
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate

_BY_MONEY: Final = (BlockTiersPrice, PercentagePrice, RatedDurationPrice, StairstepPrice)


def is_billed_by_money(charge: Charge) -> bool:
    """Whether each invoice prices the period so far and takes off what earlier ones came to."""
    return isinstance(charge.determinant, RecurringUnits) or any(
        isinstance(price, _BY_MONEY)
        or (isinstance(price, DynamicPrice) and price.amount_property is not None)
        for price in charge.prices.values()
    )


def refuse_what_does_not_combine(charge: Charge, price: Price) -> None:
    """Raise UnableToRate where a price looks past the quantity that the charge would convert or give away."""
    looks_past = isinstance(charge.determinant, RecurringUnits | SeveralTotals) or isinstance(
        price, PercentagePrice | RatedDurationPrice
    )
    if looks_past and any((charge.conversion, charge.allowance, charge.bank)):
        raise UnableToRate(f"{charge.label}: this price cannot have a unit conversion, free units or a bank")


def already_billed(charge: Charge, batch: RatingBatch, account: int) -> list[tuple[Measured, PricedPart]]:
    """What earlier invoices billed of the charge, as a part to take off; none where they billed nothing."""
    billed = batch.progress_of(account).amounts.get(charge.code)
    if not billed or not is_billed_by_money(charge):
        return []
    counted = Measured(None, "credit", [Decimal(1)] * batch.size, {})
    return [(counted, PricedPart("already_billed", Decimal(1), -billed))]
