"""The money that events bring with them, with a markup."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from pricing.money import EXACT
from pricing.rating.plan_terms import DynamicPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.events_counted import events_counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.request import UsageEvent
from pricing.rating.unable_to_rate import UnableToRate


def price_dynamic(price: DynamicPrice, counted: Counted) -> list[PricedPart]:
    """One part: the sum, not rounded; owed even where no unit was used, and negative where refunds prevail (§9).

    Raises UnableToRate when no events are counted, or an event does not bring its money along.
    """
    if price.amount_property is None:
        money = EXACT.subtract(counted.quantity, counted.previous)
    else:
        money = Decimal(0)
        for event in events_counted(counted, "prices that events bring along"):
            money = EXACT.add(money, _money(event, price.amount_property))
    return [PricedPart("dynamic", money, price.multiplier, {"x": str(money)})]


def _money(event: UsageEvent, name: str) -> Decimal:
    text = event.properties.get(name, "")
    try:
        money = Decimal(text)
    except InvalidOperation:
        money = Decimal("NaN")
    if not money.is_finite():
        raise UnableToRate(
            f'the event {event.key or event.at.isoformat()} has "{text}" for {name}: send a number'
        )
    return money
