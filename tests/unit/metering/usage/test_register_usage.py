"""Usage between the numbers on a dial."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.register_usage import (
    DialReading,
    ReadBelowPrevious,
    UnknownUsage,
    register_usage,
    usage_between,
)

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def dial(value, read_date=MAY, digits=5, **facts):
    return DialReading(read_date, Decimal(value), digits, **facts)


def test_is_the_difference_of_the_numbers():
    used = usage_between(dial("10234.5", decimals=1), dial("10546.7", JUNE, decimals=1))
    assert (used.quantity, used.day_count, used.rolled_over) == (Decimal("312.2"), 31, False)


def test_is_multiplied_behind_transformers():
    assert (
        usage_between(dial("100", multiplier=Decimal(40)), dial("112", JUNE, multiplier=Decimal(40))).quantity
        == 480
    )


def test_goes_on_past_the_end_of_the_dial():
    used = usage_between(dial("99912.4", decimals=1), dial("108.4", JUNE, decimals=1))
    assert (used.quantity, used.rolled_over) == (Decimal("196.0"), True)


def test_refuses_a_rollover_of_more_than_half_a_dial():
    with pytest.raises(ReadBelowPrevious, match="the dial shows 400, less than 40000 on 2026-05-01"):
        usage_between(dial("40000"), dial("400", JUNE))
    assert usage_between(dial("50000"), dial("0", JUNE)).quantity == 50000


def test_refuses_a_rollover_of_more_than_three_times_the_usual():
    # 31 days of 10 kWh are 310; three times that is 930.
    assert usage_between(dial("99070"), dial("0", JUNE), Decimal(10)).quantity == 930
    with pytest.raises(ReadBelowPrevious):
        usage_between(dial("99069"), dial("0", JUNE), Decimal(10))


def test_measures_the_usual_in_real_units():
    behind = {"multiplier": Decimal(10)}
    assert usage_between(dial("99907", **behind), dial("0", JUNE, **behind), Decimal(10)).quantity == 930
    with pytest.raises(ReadBelowPrevious):
        usage_between(dial("99906", **behind), dial("0", JUNE, **behind), Decimal(10))


def test_gives_back_what_an_estimate_took_too_much():
    used = usage_between(dial("500", is_estimate=True), dial("480", JUNE))
    assert (used.quantity, used.rolled_over) == (Decimal(-20), False)


def test_adds_nothing_between_the_readings_of_a_meter_exchange():
    readings = [
        dial("900", date(2026, 5, 1), meter="OLD"),
        dial("960", date(2026, 5, 20), meter="OLD"),
        dial("12", date(2026, 5, 20), meter="NEW"),
        dial("40", date(2026, 6, 1), meter="NEW"),
    ]
    assert [used.quantity for used in register_usage(readings)] == [60, 28]


def test_wants_both_readings_of_a_meter_exchange():
    with pytest.raises(UnknownUsage, match="meter OLD was replaced by NEW: both need a reading that day"):
        register_usage([dial("900", MAY, meter="OLD"), dial("40", JUNE, meter="NEW")])


def test_knows_nothing_across_another_dial_multiplier_or_order():
    with pytest.raises(UnknownUsage, match="the dial or its multiplier has changed"):
        usage_between(dial("1"), dial("2", JUNE, digits=6))
    with pytest.raises(UnknownUsage, match="the dial or its multiplier has changed"):
        usage_between(dial("1"), dial("2", JUNE, multiplier=Decimal(2)))
    with pytest.raises(UnknownUsage, match="is before that of 2026-06-01"):
        usage_between(dial("1", JUNE), dial("2", MAY))


def test_a_first_reading_alone_says_nothing():
    assert register_usage([dial("900")]) == ()


@given(st.integers(0, 99999), st.lists(st.integers(0, 40000), min_size=1, max_size=12))
def test_readings_tell_again_what_moved_the_dial(start, steps):
    shown, reached = [dial(start, date(2026, 1, 1))], start
    for number, step in enumerate(steps, start=2):
        reached += step
        shown.append(replace(shown[0], read_date=date(2026, 1, number), value=Decimal(reached % 100000)))
    assert [used.quantity for used in register_usage(shown)] == steps
