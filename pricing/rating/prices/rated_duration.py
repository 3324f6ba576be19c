"""Calls by their seconds: bands, increments, connect fees (semantics §18)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pricing.money import EXACT, round_amount
from pricing.rating.plan_terms import RateBand, RatedDurationPrice, RateGroup
from pricing.rating.price_terms import AtMaxCost
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.events_counted import events_counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.rate_clock import RateClock, rate_clock
from pricing.rating.request import UsageEvent
from pricing.rating.unable_to_rate import UnableToRate

CONTINUATION: Final = "continuation"
"""The property that is "true" where an event is the rest of a call whose connect fee was paid."""

_NOTHING: Final = Decimal(0)
_AVERAGE_DECIMALS: Final = 12


def price_rated_duration(price: RatedDurationPrice, counted: Counted) -> list[PricedPart]:
    """One part: the sum of the calls, each rounded by itself; its unit price is their average, for the eye.

    The trace has calls, seconds and money by the band in which the calls began.

    Raises UnableToRate when no events are counted, a call has less than no length or begins in no band.
    """
    clock = rate_clock(price.bands, counted.zone_name, price.holidays)
    by_band: dict[int, tuple[int, Decimal, Decimal]] = {}
    seconds = exact = _NOTHING
    for call in events_counted(counted, "prices of calls"):
        band, cost = _band_of(clock, call), cost_of_call(price, clock, call)
        count, length, money = by_band.get(band, (0, _NOTHING, _NOTHING))
        by_band[band] = count + 1, EXACT.add(length, call.quantity), EXACT.add(money, cost)
        seconds, exact = EXACT.add(seconds, call.quantity), EXACT.add(exact, cost)
    average = round_amount(EXACT.divide(exact, seconds), _AVERAGE_DECIMALS) if seconds else _NOTHING
    facts = {
        "x": str(seconds),
        "a": [
            [band + 1, count, str(length), str(money)]
            for band, (count, length, money) in sorted(by_band.items())
        ],
    }
    return [PricedPart("calls", seconds, average, facts, exact=exact)]


def cost_of_call(price: RatedDurationPrice, clock: RateClock, call: UsageEvent) -> Decimal:
    """What one call costs, rounded. Raises UnableToRate as `price_rated_duration` does."""
    if call.quantity < 0:
        raise UnableToRate(f"the call {call.key or call.at.isoformat()} is {call.quantity} s long")
    first = price.bands[_band_of(clock, call)]
    length = max(call.quantity, price.minimum_s) if call.quantity else _NOTHING
    if length <= price.free_s:
        return _NOTHING
    cost = _spoken(price, clock, call.at, length)
    if call.properties.get(CONTINUATION) != "true":
        cost = EXACT.add(cost, first.connect_fee)
    cost = round_amount(cost, price.scale, price.mode)
    if price.max_cost is None or price.at_max_cost is AtMaxCost.DISCONNECT:
        return cost
    return min(cost, price.max_cost)


def _band_of(clock: RateClock, call: UsageEvent) -> int:
    number = clock.band_at(call.at)
    if number is None:
        raise UnableToRate(f"no band of prices holds for the call of {call.at.isoformat()}")
    return number


def _spoken(price: RatedDurationPrice, clock: RateClock, start: datetime, length: Decimal) -> Decimal:
    """The seconds of a call from its free ones on, in increments begun; exact.

    An increment is paid as it begins, even where the next band or rate begins before it ends. Divided last, so
    that thirds of a price add up.
    """
    at = price.free_s
    by_unit: dict[Decimal, Decimal] = {}
    while at < length:
        now = start + _duration(at) if price.split_at_bands else start
        number = clock.band_at(now)
        assert number is not None
        change = clock.next_change(now) if price.split_at_bands else None
        group, group_ends = _group(price.bands[number], at)
        ends = [length, group_ends, None if change is None else _seconds(change - start)]
        until = min(end for end in ends if end is not None)
        increments = _begun(EXACT.subtract(until, at), group.increment_s)
        paid = EXACT.multiply(increments, group.increment_s)
        by_unit[group.per_s] = EXACT.add(by_unit.get(group.per_s, _NOTHING), EXACT.multiply(paid, group.rate))
        at = EXACT.add(at, paid)
    if len(by_unit) == 1:
        ((unit, total),) = by_unit.items()
        return EXACT.divide(total, unit)
    sum_of = sum((Fraction(total) / Fraction(unit) for unit, total in by_unit.items()), Fraction(0))
    return EXACT.divide(Decimal(sum_of.numerator), Decimal(sum_of.denominator))


def _group(band: RateBand, at: Decimal) -> tuple[RateGroup, Decimal | None]:
    """The rate so many seconds into the call, and when the next one begins; the first holds before it begins."""
    group, ends = band.groups[0], None
    for later in band.groups[1:]:
        if later.start_s > at:
            ends = later.start_s
            break
        group = later
    return group, ends


def _begun(seconds: Decimal, increment: Decimal) -> Decimal:
    whole = EXACT.divide_int(seconds, increment)
    return whole + 1 if EXACT.multiply(whole, increment) != seconds else whole


def _duration(seconds: Decimal) -> timedelta:
    return timedelta(microseconds=int(EXACT.scaleb(seconds, 6)))


def _seconds(duration: timedelta) -> Decimal:
    return EXACT.scaleb(Decimal(duration // timedelta(microseconds=1)), -6)
