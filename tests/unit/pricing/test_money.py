"""Rounding, to the minor unit and together."""

from decimal import Decimal

import pytest

from pricing.money import minor_unit_scale, round_amount, spread_rounded


def decimals(*texts):
    return tuple(Decimal(text) for text in texts)


@pytest.mark.parametrize(("currency", "scale"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("XXX", 2)])
def test_knows_the_minor_unit_of_a_currency(currency, scale):
    assert minor_unit_scale(currency) == scale


@pytest.mark.parametrize(
    ("amount", "scale", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("0.004999", 2, "0.00"),
        ("-0.005", 2, "-0.01"),
        ("-0.004999", 2, "0.00"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("250", -2, "300"),
        ("249.99", -2, "200"),
        ("0.1234567890125", 12, "0.123456789013"),
        ("99999999999999999999.995", 2, "100000000000000000000.00"),
    ],
)
def test_rounds_halves_away_from_zero(amount, scale, rounded):
    assert round_amount(Decimal(amount), scale) == Decimal(rounded)


@pytest.mark.parametrize(
    ("mode", "positive", "negative"),
    [
        ("half_up", "1.24", "-1.24"),
        ("half_even", "1.24", "-1.24"),
        ("up", "1.24", "-1.24"),
        ("down", "1.23", "-1.23"),
        ("ceiling", "1.24", "-1.23"),
        ("floor", "1.23", "-1.24"),
    ],
)
def test_rounds_as_the_plan_says(mode, positive, negative):
    assert round_amount(Decimal("1.235"), 2, mode) == Decimal(positive)
    assert round_amount(Decimal("-1.235"), 2, mode) == Decimal(negative)


def test_rounds_halves_to_the_even_neighbour_where_asked():
    assert round_amount(Decimal("1.245"), 2, "half_even") == Decimal("1.24")


@pytest.mark.parametrize(
    ("amounts", "scale", "rounded"),
    [
        (decimals("3.333", "3.333", "3.334"), 2, decimals("3.33", "3.33", "3.34")),
        (decimals("0.004", "0.004", "0.004"), 2, decimals("0.01", "0.00", "0.00")),
        (decimals("-0.4", "-0.4", "-0.4"), 0, decimals("0", "0", "-1")),
        (decimals("1.5", "-0.5"), 0, decimals("2", "-1")),
        (decimals("10", "20"), 2, decimals("10", "20")),
        ((), 2, ()),
    ],
)
def test_gives_the_missing_units_to_the_largest_remainders_and_ties_to_the_earlier(amounts, scale, rounded):
    assert spread_rounded(amounts, scale) == rounded


def test_loses_no_tiny_lines_of_one_charge():
    # Six dimensions of 0.4 cent and two of 1 cent make 4.4 cents: 4 are billed.
    amounts = [Decimal("0.004")] * 6 + [Decimal("0.01")] * 2
    assert spread_rounded(amounts, 2) == decimals(
        "0.01", "0.01", "0.00", "0.00", "0.00", "0.00", "0.01", "0.01"
    )


@pytest.mark.parametrize(("mode", "total"), [("ceiling", "0.04"), ("up", "0.04"), ("floor", "0.03")])
def test_spreads_a_sum_that_is_rounded_in_one_direction(mode, total):
    parts = spread_rounded(decimals("0.0101", "0.0101", "0.0101"), 2, mode)
    assert sum(parts) == Decimal(total)


def test_spreads_to_the_whole_that_is_known_where_shares_come_short_of_it():
    third = Decimal("0.045") / 3
    short = [third - Decimal("1e-25")] * 3
    assert sum(spread_rounded(short, 2)) == Decimal("0.04")
    assert sum(spread_rounded(short, 2, whole=Decimal("0.045"))) == Decimal("0.05")
