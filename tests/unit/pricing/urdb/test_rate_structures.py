"""Tiers as they are meant: every defect is told at its place, and none becomes a price in silence."""

from decimal import Decimal

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.rate_structures import UrdbTier, period_count, read_periods
from tests.unit.pricing.urdb.records import numbers, told

NAME = "energyratestructure"


def read(*tiers, unit="", answers=None):
    review = Review(answers or {})
    periods = read_periods(numbers({NAME: [list(tiers)]}), NAME, [0], unit, review)
    return periods.get(0), review


def tops(period):
    return [tier.up_to for tier in period.tiers]


def test_adds_rate_and_adjustment_exactly():
    period, review = read({"rate": "0.24477", "adj": "0.02824917", "unit": "kWh"})
    assert period.tiers == (UrdbTier(None, Decimal("0.27301917")),)
    assert told(review) == []


def test_tells_a_negative_adjustment_and_a_negative_price():
    period, review = read({"rate": "0.10", "adj": "-0.02", "unit": "kWh"})
    assert period.tiers[0].price == Decimal("0.08")
    assert told(review) == [("LOOK", f"$.{NAME}[0][0].adj")]
    period, review = read({"rate": "0.01", "adj": "-0.02", "unit": "kWh"})
    assert period.tiers[0].price == Decimal("-0.01")
    assert told(review) == [("LOOK", f"$.{NAME}[0][0]")]


def test_asks_what_a_tier_without_a_rate_costs():
    period, review = read({"unit": "kWh"})
    assert told(review) == [("BLOCKS", f"$.{NAME}[0][0]")]
    period, review = read({"unit": "kWh"}, answers={"missing_rate": "free"})
    assert period.tiers == (UrdbTier(None, Decimal(0)),)
    assert told(review) == [("ASSUMED", f"$.{NAME}[0][0]")]


@pytest.mark.parametrize("bound", ["1e38", "9.999999680285692e+37", f"1{'0' * 38}"])
def test_reads_a_bound_that_nobody_reaches_as_none(bound):
    period, review = read(
        {"rate": "1", "max": "100", "unit": "kWh"}, {"rate": "2", "max": bound, "unit": "kWh"}
    )
    assert tops(period) == [100, None]
    assert told(review) == [("LOOK", f"$.{NAME}[0][1].max")]


def test_leaves_out_tiers_above_a_bound_that_nobody_reaches():
    period, review = read({"rate": "1", "max": "1e38", "unit": "kWh"}, {"rate": "2", "unit": "kWh"})
    assert tops(period) == [None]
    assert told(review) == [("ASSUMED", f"$.{NAME}[0][0].max")]


@pytest.mark.parametrize("bound", ["0", "355"])
def test_lets_the_last_tier_go_on_and_tells(bound):
    period, review = read(
        {"rate": "1", "max": "100", "unit": "kWh"}, {"rate": "2", "max": bound, "unit": "kWh"}
    )
    assert tops(period) == [100, None]
    assert told(review) == [("ASSUMED", f"$.{NAME}[0][1].max")]


@pytest.mark.parametrize(
    ("bounds", "place"),
    [
        (["0", None], 0),
        ([None, None], 0),
        (["100", "100", None], 1),
        (["100", "50", None], 1),
        (["-5", None], 0),
    ],
)
def test_blocks_tiers_that_hold_nothing(bounds, place):
    tiers = [{"rate": "1", "unit": "kWh"} | ({"max": bound} if bound is not None else {}) for bound in bounds]
    period, review = read(*tiers)
    assert period is None
    assert told(review) == [("BLOCKS", f"$.{NAME}[0][{place}].max")]


@pytest.mark.parametrize(
    ("bound", "unit", "is_told"),
    [
        ("6666666.67", "kWh", True),
        ("1000000", "kWh", False),
        ("200000", "kWh daily", True),
        ("32.8", "kWh daily", False),
    ],
)
def test_tells_an_implausible_bound(bound, unit, is_told):
    tiers = {"rate": "1", "max": bound, "unit": unit}, {"rate": "2", "unit": unit}
    period, review = read(*tiers)
    assert tops(period) == [Decimal(bound), None]
    assert told(review) == ([("LOOK", f"$.{NAME}[0][0].max")] if is_told else [])
    if is_told:
        period, review = read(*tiers, answers={"implausible_bound": "open"})
        assert tops(period) == [None]
        assert told(review) == [("ASSUMED", f"$.{NAME}[0][0].max")]


def test_reads_hours_of_use():
    period, review = read({"rate": "1", "max": "200", "unit": "kWh/kW"}, {"rate": "2", "unit": "kWh/kW"})
    assert period.is_by_hours_of_use
    assert tops(period) == [200, None]
    assert told(review) == []


def test_keeps_the_price_for_feeding_in():
    period, review = read({"rate": "1", "sell": "0.05", "unit": "kWh"})
    assert period.tiers[0].sell == Decimal("0.05")
    assert told(review) == []


@pytest.mark.parametrize(
    ("units", "default", "found"),
    [
        (["kWh/kW", "kWh"], "", [("BLOCKS", f"$.{NAME}[0][0].unit")]),
        (["kWh/kW daily"], "", [("BLOCKS", f"$.{NAME}[0][0].unit")]),
        (["MWh"], "", [("BLOCKS", f"$.{NAME}[0][0].unit")]),
        (["kWh", "kWh daily"], "", [("BLOCKS", f"$.{NAME}[0][0].unit")]),
        (["kW daily"], "kW", [("BLOCKS", f"$.{NAME}[0][0].unit")]),
        ([None, None], "", [("ASSUMED", f"$.{NAME}[0][0].unit")]),
        ([None], "", []),
        ([None], "kW", []),
        (["kW"], "kW", []),
    ],
)
def test_knows_the_units(units, default, found):
    tiers = [{"rate": "1", "max": str(place)} for place in range(1, len(units) + 1)]
    for tier, unit in zip(tiers, units, strict=True):
        if unit is not None:
            tier["unit"] = unit
    del tiers[-1]["max"]
    _, review = read(*tiers, unit=default)
    assert told(review) == found


@pytest.mark.parametrize("period", [[], "x", [1], {}])
def test_blocks_what_is_no_period(period):
    review = Review({})
    assert read_periods({NAME: [period]}, NAME, [0], "", review) == {}
    assert told(review) == [("BLOCKS", f"$.{NAME}[0]")]


def test_passes_over_periods_that_are_never_used_and_tells_prices_among_them():
    review = Review({})
    structure = numbers({NAME: [[{"rate": "0"}], [{"rate": "1"}], [{}]]})
    assert list(read_periods(structure, NAME, [1], "", review)) == [1]
    assert told(review) == []
    assert list(read_periods(structure, NAME, [0], "", review)) == [0]
    assert told(review) == [("LOOK", f"$.{NAME}")]
    assert period_count(structure, NAME) == 3
    assert period_count({NAME: "x"}, NAME) == 0


def test_tells_what_it_does_not_know_in_a_tier():
    _, review = read({"rate": "1", "surcharge": "2", "unit": "kWh"})
    assert told(review) == [("LOOK", f"$.{NAME}[0][0].surcharge")]
