"""Every interval at the price of its time."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.interval_grid import IntervalGrid
from pricing.rating.determinants.measured import IntervalRow
from pricing.rating.index_series import IndexSeries
from pricing.rating.plan_terms import IndexPrice, MissingIndexPrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.index import price_by_index
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import BERLIN, local_days

START = datetime(2026, 1, 1, tzinfo=UTC)


def index(*prices, step=60, known=None, start=START):
    """Prices in 10^-5, such as 12345 for 0.12345."""
    grid = IntervalGrid(start, step, len(prices))
    known = np.array([price is not None for price in prices]) if known is None else known
    return IndexSeries(grid, np.array([price or 0 for price in prices], dtype=np.int64), known, 5, "rev-1")


def priced(price, series, quantities, step=60, zone_name="UTC", start=START, decimals=3):
    row = IntervalRow(
        IntervalGrid(start, step, len(quantities)), np.array(quantities, dtype=np.int64), decimals
    )
    total = Decimal(sum(quantities)).scaleb(-decimals)
    counted = Counted(total, detail=lambda: row, zone_name=zone_name, indices={"SPOT": series})
    (part,) = price_by_index(price, counted)
    return part


SPOT = IndexPrice("SPOT")


def test_multiplies_every_interval_with_its_own_price_exactly():
    part = priced(SPOT, index(10_000, 30_000), [1500, 500])
    assert part.exact == Decimal("0.3")  # 1.5 kWh at 0.1 and 0.5 kWh at 0.3
    assert (part.quantity, part.unit_price) == (2, Decimal("0.15"))
    assert part.facts["a"] == [["2026-01-01", "2.000", "0.30000000"]]
    assert part.facts["ix"] == ["SPOT", "rev-1"]


def test_quarter_hours_have_the_price_of_their_hour():
    assert priced(SPOT, index(10_000, 30_000), [100] * 8, step=15).exact == Decimal("0.16")


def test_adds_factor_and_addend_within_floor_and_cap():
    price = IndexPrice("SPOT", Decimal("1.2"), Decimal("0.01"), floor=Decimal(0), cap=Decimal("0.5"))
    exact = [priced(price, index(spot), [1000]).exact for spot in (10_000, -5_000, 90_000)]
    assert exact == [Decimal("0.13"), 0, Decimal("0.5")]


def test_a_negative_price_pays_the_customer():
    assert priced(SPOT, index(-2_000), [3000]).exact == Decimal("-0.06")


def test_refuses_an_hour_without_price_unless_the_plan_says_what_holds():
    gap = index(10_000, None, 30_000)
    with pytest.raises(UnableToRate, match="no price for 2026-01-01 01:00 UTC"):
        priced(SPOT, gap, [1000] * 3)
    previous = IndexPrice("SPOT", missing=MissingIndexPrice.PREVIOUS)
    assert priced(previous, gap, [1000] * 3).exact == Decimal("0.5")
    fallback = IndexPrice("SPOT", missing=MissingIndexPrice.FALLBACK, fallback=Decimal("0.25"))
    assert priced(fallback, gap, [1000] * 3).exact == Decimal("0.65")
    with pytest.raises(UnableToRate, match="no price before"):
        priced(previous, index(None, 10_000), [1000] * 2)


@pytest.mark.parametrize(
    ("series", "quantities", "step", "message"),
    [
        (index(1, 2), [1] * 3, 60, "are loaded from 2026-01-01"),
        (index(1, 2, 3, 4, step=15), [1], 60, "finer than the readings"),
        (index(1, 2), [1] * 3, 40, "do not fit"),
    ],
)
def test_refuses_prices_that_do_not_fit_the_readings(series, quantities, step, message):
    with pytest.raises(UnableToRate, match=message):
        priced(SPOT, series, quantities, step)


def test_refuses_when_the_index_or_the_readings_are_not_there():
    with pytest.raises(UnableToRate, match="by interval"):
        price_by_index(SPOT, Counted(Decimal(1)))
    row = IntervalRow(IntervalGrid(START, 60, 1), np.array([1]), 0)
    with pytest.raises(UnableToRate, match="no prices of the index SPOT"):
        price_by_index(SPOT, Counted(Decimal(1), detail=lambda: row))


def test_sums_by_local_day_over_a_clock_change():
    period = local_days(BERLIN, date(2026, 3, 28), date(2026, 3, 30))
    count = 24 + 23
    series = index(*[10_000] * count, start=period.start)
    part = priced(SPOT, series, [1000] * count, zone_name=BERLIN, start=period.start)
    assert [(day, Decimal(quantity)) for day, quantity, _ in part.facts["a"]] == [
        ("2026-03-28", 24),
        ("2026-03-29", 23),
    ]


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(-(2**40), 2**40)), min_size=1, max_size=30))
def test_is_exact_for_any_size_of_usage_and_price(pairs):
    quantities, prices = zip(*pairs, strict=True)
    part = priced(SPOT, index(*prices, known=np.ones(len(prices), dtype=np.bool_)), quantities)
    assert Fraction(part.exact) == sum(Fraction(q * p, 10**8) for q, p in pairs)
