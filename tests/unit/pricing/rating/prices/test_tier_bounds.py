"""Tiers as bands."""

from decimal import Decimal
from fractions import Fraction

from pricing.rating.prices.counted import WHOLE
from pricing.rating.prices.tier_bounds import tier_bands
from tests.unit.pricing.rating.builders import tiers

ROWS = tiers(("100", "0.10"), ("300.5", "0.20"), (None, "0.30"))


def test_starts_each_band_where_the_last_ends():
    bands = list(tier_bands(ROWS, WHOLE))
    assert [(band.number, band.bottom, band.top) for band in bands] == [
        (1, Decimal(0), Decimal(100)),
        (2, Decimal(100), Decimal("300.5")),
        (3, Decimal("300.5"), None),
    ]
    assert [band.facts for band in bands] == [
        {"t": [1, "0", "100"]},
        {"t": [2, "100", "300.5"]},
        {"t": [3, "300.5", None]},
    ]


def test_scales_bounds_and_keeps_the_stated_ones_for_the_trace():
    bands = list(tier_bands(ROWS, Fraction(10, 30)))
    third = Decimal("33." + "3" * 58)
    assert [band.bottom for band in bands[:2]] == [Decimal(0), third]
    assert bands[0].facts == {"t": [1, "0", "100"], "s": [1, 3]}
    assert bands[0].top == bands[1].bottom


def test_multiplies_bounds_of_one_day_by_the_days():
    bands = list(tier_bands(tiers(("8.2", "0.10"), (None, "0.20")), Fraction(31)))
    assert (bands[0].top, bands[0].facts["s"]) == (Decimal("254.2"), [31, 1])


def test_ends_with_the_open_tier():
    assert len(list(tier_bands(tiers((None, "1"), ("5", "2")), WHOLE))) == 1
