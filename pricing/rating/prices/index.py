"""Every interval at the price of its time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from pricing.money import EXACT, round_amount
from pricing.rating.determinants.measured import IntervalRow
from pricing.rating.index_series import IndexSeries
from pricing.rating.plan_terms import IndexPrice, MissingIndexPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.unable_to_rate import UnableToRate

_PRICE_DECIMALS: Final = 12
_HALF_BITS: Final = 24
_SAFE: Final = 2**61


def price_by_index(price: IndexPrice, counted: Counted) -> list[PricedPart]:
    """One part: the sum over the intervals, exact; its unit price is their average, for the eye.

    The trace has the sum of every local day, so that the amount follows from it. An interval takes the price of
    the index interval in which it starts; negative prices are paid to the customer.

    Raises UnableToRate when the index is not loaded, has no price where the plan asks for one, or is finer than
    the readings.
    """
    row = None if counted.detail is None else counted.detail()
    if not isinstance(row, IntervalRow):
        raise UnableToRate(f"prices of the index {price.index} need readings by interval")
    index = counted.indices.get(price.index)
    if index is None:
        raise UnableToRate(f"no prices of the index {price.index} are loaded: load them")
    prices, decimals = _unit_prices(price, index, row)
    days = list(_days(row, prices, decimals, counted.zone_name))
    exact = Decimal(0)
    for _, _, amount in days:
        exact = EXACT.add(exact, amount)
    average = Decimal(0)
    if counted.quantity:
        average = round_amount(EXACT.divide(exact, counted.quantity), _PRICE_DECIMALS)
    facts = {
        "ix": [price.index, index.revision],
        "a": [[day, str(quantity), str(amount)] for day, quantity, amount in days],
    }
    return [PricedPart("index", counted.quantity, average, facts, exact=exact)]


def _unit_prices(price: IndexPrice, index: IndexSeries, row: IntervalRow) -> tuple[NDArray[np.int64], int]:
    """The price of every interval as whole numbers of 10^-decimals, and those decimals."""
    at = _index_numbers(index, row, price.index)
    known = index.known[at]
    stated = [price.factor, price.addend, *_given(price.floor), *_given(price.cap), *_given(price.fallback)]
    factor_decimals = _decimals(price.factor)
    decimals = max(index.decimals + factor_decimals, *(_decimals(one) for one in stated))
    scale = 10 ** (decimals - index.decimals - factor_decimals)
    factor = int(price.factor.scaleb(factor_decimals)) * scale
    base = index.prices
    if not known.all():
        base, at = _filled(price, index, at)
    prices = base[at] * factor + _whole(price.addend, decimals)
    if price.floor is not None:
        prices = np.maximum(prices, _whole(price.floor, decimals))
    if price.cap is not None:
        prices = np.minimum(prices, _whole(price.cap, decimals))
    if price.missing is MissingIndexPrice.FALLBACK and price.fallback is not None:
        prices = np.where(known, prices, _whole(price.fallback, decimals))
    return prices, decimals


def _index_numbers(index: IndexSeries, row: IntervalRow, name: str) -> NDArray[np.int64]:
    if index.grid.step_minutes > row.grid.step_minutes and index.grid.step_minutes % row.grid.step_minutes:
        raise UnableToRate(f"{row.grid.step_minutes}-minute readings do not fit the prices of {name}")
    if index.grid.step_minutes < row.grid.step_minutes:
        raise UnableToRate(
            f"{name} changes every {index.grid.step_minutes} minutes, which is finer than the readings"
        )
    if row.grid.start < index.grid.start or row.grid.end > index.grid.end:
        raise UnableToRate(
            f"prices of {name} are loaded from {index.grid.start:%Y-%m-%d} to {index.grid.end:%Y-%m-%d} only"
        )
    first = int(index.grid.start.timestamp())
    return (row.grid.utc_seconds() - first) // (index.grid.step_minutes * 60)


def _filled(
    price: IndexPrice, index: IndexSeries, at: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Prices with the policy for unknown ones applied; where a fallback follows, they are left as they are."""
    missing = at[~index.known[at]]
    first = f"{index.grid.start_of(int(missing[0])):%Y-%m-%d %H:%M} UTC"
    match price.missing:
        case MissingIndexPrice.REFUSE:
            raise UnableToRate(
                f"{price.index} has no price for {first}: load it, or let the plan say what holds"
            )
        case MissingIndexPrice.PREVIOUS:
            numbers = np.where(index.known, np.arange(index.grid.count), -1)
            previous = np.maximum.accumulate(numbers)
            if (previous[at] < 0).any():
                raise UnableToRate(f"{price.index} has no price before {first}: load it")
            return index.prices, previous[at]
        case MissingIndexPrice.FALLBACK:
            if price.fallback is None:
                raise UnableToRate(f"{price.index} has no price for {first}, and the plan no fallback")
            return index.prices, at


def _days(
    row: IntervalRow, prices: NDArray[np.int64], decimals: int, zone_name: str
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Local date, quantity and amount of every day, exact."""
    days = row.grid.local_stamps(ZoneInfo(zone_name)).day
    edges = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
    quantities = np.add.reduceat(row.quantities, edges)
    for place, (edge, whole) in enumerate(zip(edges, _sums(row.quantities, prices, edges), strict=True)):
        yield (
            str(np.datetime64(int(days[edge]), "D")),
            EXACT.scaleb(Decimal(int(quantities[place])), -row.decimals),
            EXACT.scaleb(Decimal(whole), -(row.decimals + decimals)),
        )


def _sums(quantities: NDArray[np.int64], prices: NDArray[np.int64], edges: NDArray[np.intp]) -> list[int]:
    """Quantity times price added up from edge to edge, exact."""
    largest = int(np.abs(quantities).max(initial=0)) * quantities.size
    if (largest << _HALF_BITS) < _SAFE and largest * (
        int(np.abs(prices).max(initial=0)) >> _HALF_BITS
    ) < _SAFE:
        # Prices in halves, so that no product or sum leaves 64 bits.
        highs = np.add.reduceat(quantities * (prices >> _HALF_BITS), edges)
        lows = np.add.reduceat(quantities * (prices & ((1 << _HALF_BITS) - 1)), edges)
        return [(int(high) << _HALF_BITS) + int(low) for high, low in zip(highs, lows, strict=True)]
    return [int(one) for one in np.add.reduceat(quantities.astype(object) * prices.astype(object), edges)]


def _given(number: Decimal | None) -> list[Decimal]:
    return [] if number is None else [number]


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def _whole(number: Decimal, decimals: int) -> int:
    return int(EXACT.scaleb(number, decimals))
