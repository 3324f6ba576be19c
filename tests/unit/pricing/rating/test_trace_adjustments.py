"""Adjustments again from nothing but their traces."""

from decimal import Decimal

import pytest

from pricing.rating.trace import replay
from pricing.rating.trace_adjustments import ADJUSTMENT_AMOUNTS, prorated

CENTS = {"r": [2, "half_up"]}


@pytest.mark.parametrize(
    ("trace", "exact", "amount"),
    [
        ({"rule": "discount", "u": "123.45", "p": "10"}, "-12.345", "-12.35"),
        ({"rule": "rider", "u": "123.45", "p": "-10"}, "-12.345", "-12.35"),
        ({"rule": "discount_fixed", "u": "80.00", "p": "100"}, "-80", "-80"),
        ({"rule": "discount_fixed", "u": "80.00", "p": "100", "f": [1, 2]}, "-50", "-50"),
        ({"rule": "discount_fixed", "u": "80.00", "p": "100", "f": [1, 2], "u0": "45"}, "-5", "-5"),
        ({"rule": "discount_fixed", "u": "80.00", "p": "100", "u0": "145"}, "0", "0"),
        ({"rule": "maximum", "u": "130", "p": "100"}, "-30", "-30"),
        ({"rule": "maximum", "u": "130", "p": "100", "mo": "10"}, "-10", "-10"),
        ({"rule": "maximum", "u": "130", "p": "100", "z": ["1", "4"], "c": 0}, "-7.5", "-7.5"),
        ({"rule": "maximum", "u": "110", "p": "100", "z": ["1", "8"], "c": 1}, "-1.25", "-1.24"),
        ({"rule": "minimum", "u": "2.00", "p": "10", "f": [1, 2]}, "3", "3"),
        ({"rule": "commitment", "u": "2.00", "p": "10"}, "8", "8"),
        ({"rule": "overage", "u": "62", "u0": "50", "p": "2", "mo": "60"}, "2", "2"),
        ({"rule": "overage", "u": "72", "u0": "65", "p": "2.5", "mo": "60"}, "10.5", "10.5"),
        ({"rule": "overage", "u": "72", "u0": "0", "p": "2", "mo": "60", "f": [1, 2]}, "42", "42"),
    ],
)
def test_follows_from_its_trace(trace, exact, amount):
    replayed = replay({**trace, **CENTS})
    assert (replayed.quantity, replayed.exact_amount) == (1, Decimal(exact))
    assert replayed.amount == Decimal(amount)


def test_prorates_by_what_the_trace_states():
    assert prorated(Decimal(10), {}) == 10
    assert prorated(Decimal(10), {"f": [3, 4]}) == Decimal("7.5")


def test_knows_every_adjustment():
    assert set(ADJUSTMENT_AMOUNTS) == {
        *("discount", "discount_fixed", "maximum", "overage", "commitment", "minimum", "rider")
    }
