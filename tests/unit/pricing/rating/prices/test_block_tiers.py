"""Blocks of units in tiers of their own sizes (Kill Bill)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pricing.rating import rate
from pricing.rating.plan_terms import BlockTier, BlockTiersPrice, Total, UnitConversion
from pricing.rating.prices import Counted, price_quantity
from pricing.rating.prices.block_tiers import whole_blocks
from pricing.rating.progress import Progress
from pricing.rating.trace import Replayed, replay
from tests.unit.pricing.rating.builders import METRIC, charge, request, series, terms
from tests.unit.pricing.rating.events import JANUARY


def block_tiers(*rows, graduated=True):
    return BlockTiersPrice(
        tuple(
            BlockTier(Decimal(size), None if most is None else Decimal(most), Decimal(price))
            for size, most, price in rows
        ),
        graduated,
    )


ROWS = [("100", "10", "1"), ("1000", "100", "1"), ("1000", "100", "0.5")]


def priced(price, quantity):
    parts = price_quantity(price, Counted(Decimal(quantity)))
    return [(part.tier, part.quantity, part.quantity * part.unit_price) for part in parts]


@pytest.mark.parametrize(
    ("quantity", "parts"),
    [
        ("0", [(1, 0, 0)]),
        ("-3", [(1, 0, 0)]),
        ("0.1", [(1, 1, 1)]),
        ("1000", [(1, 10, 10)]),
        ("1000.5", [(1, 10, 10), (2, 1, 1)]),
        ("101001", [(1, 10, 10), (2, 100, 100), (3, 1, Decimal("0.5"))]),
        ("300000", [(1, 10, 10), (2, 100, 100), (3, 199, Decimal("99.5"))]),  # beyond the last stays in it
    ],
)
def test_counts_a_block_begun_whole_in_its_tier(quantity, parts):
    assert priced(block_tiers(*ROWS), quantity) == parts


@pytest.mark.parametrize(
    ("quantity", "tier", "blocks"),
    [
        ("0", 1, 0),
        ("1000", 1, 10),
        ("1001", 2, 2),
        ("101000", 2, 101),
        ("101001", 3, 102),
        ("300000", 3, 300),
    ],
)
def test_prices_all_blocks_in_the_highest_tier_reached(quantity, tier, blocks):
    ((found, quantity_, _),) = priced(block_tiers(*ROWS, graduated=False), quantity)
    assert (found, quantity_) == (tier, blocks)


def test_does_not_round_a_whole_number_of_small_blocks_up():
    assert whole_blocks(Decimal("2.1"), Decimal("0.7")) == 3
    assert whole_blocks(Decimal("2.10000000000000000001"), Decimal("0.7")) == 4


@pytest.mark.parametrize("graduated", [True, False])
def test_replays_from_the_trace_and_bills_the_rest_later(graduated):
    one = charge("gb", Total(METRIC), block_tiers(*ROWS, graduated=graduated))
    usage = series(JANUARY, 1440, [950] + [0] * 30)
    billed = Progress({("gb", None): Decimal(75)}, {"gb": Decimal(1)}, is_first=False)
    lines = rate(replace(request(terms(one), JANUARY, usage), progress=billed))
    for line in lines:
        assert replay(line.trace) == Replayed(line.quantity, line.exact_amount, line.amount)
    assert [line.amount for line in lines] == ([10, 1, -1] if graduated else [2, -1])
    assert all(len(str(line.trace)) <= 170 for line in lines)


def test_counts_blocks_of_the_converted_quantity():
    in_thousands = UnitConversion("divide", Decimal(1000), "GB")
    one = charge("gb", Total(METRIC), block_tiers(("2", None, "3")), conversion=in_thousands)
    (line,) = rate(request(terms(one), JANUARY, series(JANUARY, 1440, [4001] + [0] * 30)))
    assert (line.quantity, line.unit, line.amount) == (3, "block", 9)
    assert replay(line.trace).quantity == 3
