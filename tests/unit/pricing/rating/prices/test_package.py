"""Whole packages of units."""

from decimal import Decimal

import pytest

from pricing.rating.plan_terms import PackagePrice
from pricing.rating.prices.counted import WHOLE
from pricing.rating.prices.package import price_package


def packages(quantity, size, free="0", partial_up=True):
    price = PackagePrice(Decimal(size), Decimal(5), Decimal(free), partial_up)
    (part,) = price_package(price, Decimal(quantity), WHOLE)
    assert (part.rule, part.unit_price) == ("package", Decimal(5))
    assert part.facts == {"k": [size, free, "up" if partial_up else "down"]}
    return part.quantity


@pytest.mark.parametrize(
    ("quantity", "count"),
    [
        ("0", 0),
        ("-1", 0),
        ("0.001", 1),
        ("9.999", 1),
        ("10", 1),
        ("10.001", 2),
        ("1000000000000001", 100000000000001),
    ],
)
def test_counts_a_package_begun_as_whole(quantity, count):
    assert packages(quantity, "10") == count


@pytest.mark.parametrize(("quantity", "count"), [("0", 0), ("9.999", 0), ("10", 1), ("19.999", 1), ("20", 2)])
def test_gives_away_a_package_begun_where_the_plan_says_so(quantity, count):
    assert packages(quantity, "10", partial_up=False) == count


@pytest.mark.parametrize(
    ("quantity", "count"), [("99", 0), ("100", 0), ("100.5", 1), ("200", 1), ("200.5", 2)]
)
def test_takes_the_free_units_off_first(quantity, count):
    assert packages(quantity, "100", free="100") == count


@pytest.mark.parametrize(
    ("quantity", "size", "partial_up", "count"),
    [("2.1", "0.7", True, 3), ("0.3", "0.1", False, 3), ("1.1", "0.1", True, 11)],
)
def test_divides_exactly_where_floats_count_one_more_or_less(quantity, size, partial_up, count):
    assert packages(quantity, size, partial_up=partial_up) == count
