"""Hours of use of the billed demand (Georgia Power PLL, NREL's hand spreadsheet)."""

from decimal import Decimal

import pytest

from pricing.rating.plan_terms import HoursBlock, HoursUsePrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.hours_use import price_hours_use
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import tiers

PRICE = HoursUsePrice(
    (
        HoursBlock(
            Decimal(200),
            tiers(("3000", "0.132655"), ("10000", "0.120303"), ("200000", "0.102607"), (None, "0.079109")),
        ),
        HoursBlock(Decimal(400), tiers((None, "0.013627"))),
        HoursBlock(Decimal(600), tiers((None, "0.010275"))),
        HoursBlock(None, tiers((None, "0.00771"))),
    )
)


@pytest.mark.parametrize(("demand", "expected"), [("658.01565", "16774.68"), ("709.25815", "17755.29")])
def test_bills_july_as_published(demand, expected):
    # github.com/NREL/ssc cmod_utilityrate5_test.cpp; 384,169.62 kWh; 21 is the fixed charge.
    parts = price_hours_use(PRICE, Counted(Decimal("384169.62"), demand=Decimal(demand)))
    total = 21 + sum(part.quantity * part.unit_price for part in parts)
    assert abs(total - Decimal(expected)) <= Decimal("0.011")
    assert sum(part.quantity for part in parts) == Decimal("384169.62")


def test_reaches_only_the_blocks_that_are_used():
    parts = price_hours_use(PRICE, Counted(Decimal(4000), demand=Decimal(20)))
    assert [(part.tier, part.quantity) for part in parts] == [(1, 3000), (2, 1000)]
    assert price_hours_use(PRICE, Counted(Decimal(0), demand=Decimal(20)))[0].quantity == 0


def test_all_usage_lies_above_the_blocks_of_no_demand():
    (part,) = price_hours_use(PRICE, Counted(Decimal(4000), demand=Decimal(0)))
    assert part.unit_price == Decimal("0.00771")


def test_needs_a_demand_and_waits_for_the_last_invoice():
    with pytest.raises(UnableToRate, match="billed demand"):
        price_hours_use(PRICE, Counted(Decimal(1)))
    assert price_hours_use(PRICE, Counted(Decimal(1), demand=Decimal(1), is_last=False)) == []
