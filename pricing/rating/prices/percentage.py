"""A percentage of each event's money, with a fixed fee per event, after a free allowance (semantics §6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT, round_amount
from pricing.rating.plan_terms import PercentagePrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.events_counted import events_counted
from pricing.rating.prices.priced_part import PricedPart

_NOTHING: Final = Decimal(0)
_AVERAGE_DECIMALS: Final = 12


def price_percentage(price: PercentagePrice, counted: Counted) -> list[PricedPart]:
    """The percentage of what is not free, then the fixed fees, then what minimum and maximum per event change.

    Raises UnableToRate when no events are counted.
    """
    tally = _Tally(price)
    for event in events_counted(counted, "percentages of events"):
        tally.add(event.quantity)
    facts: dict[str, Any] = {"x": str(tally.paid)}
    if tally.free_events or tally.free:
        facts["fr"] = [tally.free_events, str(tally.free)]
    parts = [PricedPart("percent", tally.paid, tally.rate, facts)]
    if price.fixed_fee and tally.paid_events:
        events = Decimal(tally.paid_events)
        parts.append(PricedPart("event_fee", events, price.fixed_fee, {"x": str(events)}, unit="event"))
    limited = [group for group in (tally.raised, tally.capped) if group.events]
    if limited:
        parts.append(_limits(limited))
    return parts


@dataclass(slots=True)
class _Limited:
    """Events that a limit changed, and by how much altogether."""

    events: int = 0
    change: Decimal = _NOTHING

    def change_by(self, amount: Decimal) -> None:
        """Count one more event."""
        self.events += 1
        self.change = EXACT.add(self.change, amount)


@dataclass(slots=True)
class _Covered:
    """What is left of an event that a later refund may take back: first what was paid, then what was free."""

    free: Decimal
    paid: Decimal
    is_free_event: bool


@dataclass(slots=True)
class _Tally:
    """The sums of the events so far."""

    price: PercentagePrice
    paid: Decimal = _NOTHING
    free: Decimal = _NOTHING
    paid_events: int = 0
    free_events: int = 0
    raised: _Limited = field(default_factory=_Limited)
    capped: _Limited = field(default_factory=_Limited)
    events: list[_Covered] = field(default_factory=list)

    @property
    def rate(self) -> Decimal:
        """The percentage as a factor."""
        return EXACT.scaleb(self.price.percent, -2)

    def add(self, money: Decimal) -> None:
        """Count one event, later than all before it."""
        if money < 0:
            self._refund(-money)
            return
        left = self._free_left()
        free = money if left is None else min(money, left)
        # Once an event went beyond the allowance, one without money is no longer free either.
        is_free = free == money and not (left == 0 and (self.paid > 0 or not self._has_allowance()))
        paid = EXACT.subtract(money, free)
        self.free, self.paid = EXACT.add(self.free, free), EXACT.add(self.paid, paid)
        self.events.append(_Covered(free, paid, is_free))
        if is_free:
            self.free_events += 1
        else:
            self.paid_events += 1
            self._limit(paid)

    def _has_allowance(self) -> bool:
        """Whether the number of events leaves a free amount to the next one."""
        price = self.price
        within_events = price.free_events is not None and self.free_events < price.free_events
        if price.free_amount is None or (price.first_of and price.free_events is not None):
            return within_events
        return True

    def _free_left(self) -> Decimal | None:
        """How much money of the next event is free; None for all of it."""
        price = self.price
        within_events = price.free_events is not None and self.free_events < price.free_events
        if not self._has_allowance():
            return _NOTHING
        if price.free_amount is None or (within_events and not price.first_of):
            return None
        return max(EXACT.subtract(price.free_amount, self.free), _NOTHING)

    def _limit(self, paid: Decimal) -> None:
        amount = EXACT.add(EXACT.multiply(paid, self.rate), self.price.fixed_fee)
        if self.price.event_minimum is not None and amount < self.price.event_minimum:
            self.raised.change_by(EXACT.subtract(self.price.event_minimum, amount))
        elif self.price.event_maximum is not None and amount > self.price.event_maximum:
            self.capped.change_by(EXACT.subtract(self.price.event_maximum, amount))

    def _refund(self, money: Decimal) -> None:
        while money and self.events:
            last = self.events[-1]
            paid = min(money, last.paid)
            free = min(EXACT.subtract(money, paid), last.free)
            self.paid, self.free = EXACT.subtract(self.paid, paid), EXACT.subtract(self.free, free)
            last.paid, last.free = EXACT.subtract(last.paid, paid), EXACT.subtract(last.free, free)
            money = EXACT.subtract(money, EXACT.add(paid, free))
            if not last.paid and not last.free:
                self.free_events -= last.is_free_event
                self.events.pop()
        # Money of events of an earlier period was paid there.
        self.paid = EXACT.subtract(self.paid, money)


def _limits(groups: list[_Limited]) -> PricedPart:
    events = Decimal(sum(group.events for group in groups))
    exact = _NOTHING
    for group in groups:
        exact = EXACT.add(exact, group.change)
    facts: dict[str, Any] = {"x": str(events), "a": [[group.events, str(group.change)] for group in groups]}
    average = round_amount(EXACT.divide(exact, events), _AVERAGE_DECIMALS)
    return PricedPart("event_limits", events, average, facts, exact=exact, unit="event")
