"""Bars from a middle line."""

from decimal import Decimal

from billing_site.foundation.two_way_bars import TwoWayBar, two_way_bars


def test_grow_to_the_right_for_more_and_to_the_left_for_less():
    assert two_way_bars([Decimal(10), Decimal(-5)]) == (
        TwoWayBar("50.0%", "50.0%", "c1"),
        TwoWayBar("25.0%", "25.0%", "c3"),
    )


def test_of_nothing_are_nothing():
    assert two_way_bars([]) == ()
    assert two_way_bars([Decimal(0)]) == (TwoWayBar("50.0%", "0.0%", "c3"),)
