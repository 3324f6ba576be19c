"""One flat price: that of the lowest stair that holds every quantity."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.rating.plan_terms import Stair, StairstepPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.unable_to_rate import UnableToRate


def price_stairstep(price: StairstepPrice, counted: Counted) -> list[PricedPart]:
    """One part: the price of the stair, or nothing where nothing was used and the plan says that is free.

    A limit belongs to the stair it ends. Raises UnableToRate when the quantities exceed the last stair and the
    plan refuses that, or when stairs have not as many limits as there are quantities.
    """
    quantities = _quantities(counted)
    if any(len(stair.limits) != len(quantities) for stair in price.stairs):
        raise UnableToRate(
            f"each stair needs {len(quantities)} limits, one for each quantity that is counted"
        )
    if price.zero_is_free and all(quantity <= 0 for quantity in quantities):
        return [PricedPart("stair", Decimal(0), price.stairs[0].amount, {"x": "0"}, unit="period")]
    number = next((n for n, stair in enumerate(price.stairs, start=1) if _holds(stair, quantities)), None)
    if number is None:
        if price.refuse_above:
            raise UnableToRate(
                f"{', '.join(str(quantity) for quantity in quantities)} is more than the plan's last stair holds"
            )
        number = len(price.stairs)
    facts = {"x": "1", "st": [number, len(price.stairs)]}
    return [PricedPart("stair", Decimal(1), price.stairs[number - 1].amount, facts, number, unit="period")]


def _quantities(counted: Counted) -> Sequence[Decimal]:
    several = None if counted.detail is None else counted.detail()
    return several if isinstance(several, tuple) else (counted.quantity,)


def _holds(stair: Stair, quantities: Sequence[Decimal]) -> bool:
    return all(
        limit is None or quantity <= limit for quantity, limit in zip(quantities, stair.limits, strict=True)
    )
