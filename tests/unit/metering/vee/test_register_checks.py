"""Whether a number read from a dial can be."""

from datetime import date
from decimal import Decimal

import pytest

from metering.usage.register_usage import DialReading
from metering.vee.register_checks import RegisterVerdict, check_register_reading

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
USUAL = Decimal(10)  # a day: 310 in these 31 days


def dial(value, read_date=MAY, **facts):
    return DialReading(read_date, Decimal(value), 5, **facts)


@pytest.mark.parametrize(
    ("value", "verdict", "times"),
    [
        ("1310", RegisterVerdict.PLAUSIBLE, "1.0"),
        ("1620", RegisterVerdict.PLAUSIBLE, "2.0"),
        ("1621", RegisterVerdict.HIGH, "2.0"),
        ("2240", RegisterVerdict.HIGH, "4.0"),
        ("1078", RegisterVerdict.PLAUSIBLE, "0.3"),
        ("1077", RegisterVerdict.LOW, "0.2"),
        ("1000", RegisterVerdict.LOW, "0.0"),
        ("99000", RegisterVerdict.HIGH, "316.1"),
    ],
)
def test_measures_by_the_usual_usage(value, verdict, times):
    check = check_register_reading(dial("1000"), dial(value, JUNE), USUAL)
    assert (check.verdict, check.times, check.usual) == (verdict, Decimal(times), Decimal(310))
    assert check.is_odd == (verdict is not RegisterVerdict.PLAUSIBLE)
    assert check.quantity == Decimal(value) - 1000


def test_says_that_it_is_below_the_one_before():
    check = check_register_reading(dial("1000"), dial("900", JUNE), USUAL)
    assert (check.verdict, check.earlier_date, check.earlier_value) == (
        RegisterVerdict.BELOW_PREVIOUS,
        MAY,
        Decimal(1000),
    )
    assert check.is_odd


def test_takes_a_rollover_for_what_it_is():
    check = check_register_reading(dial("99900"), dial("210", JUNE), USUAL)
    assert (check.verdict, check.quantity, check.rolled_over) == (
        RegisterVerdict.PLAUSIBLE,
        Decimal(310),
        True,
    )


def test_has_nothing_to_say_of_a_first_reading():
    assert check_register_reading(None, dial("1000"), USUAL).verdict is RegisterVerdict.FIRST
    exchanged = check_register_reading(dial("1000", meter="OLD"), dial("5", JUNE, meter="NEW"), USUAL)
    assert (exchanged.verdict, exchanged.is_odd) == (RegisterVerdict.FIRST, False)


def test_takes_anything_while_nothing_usual_is_known():
    check = check_register_reading(dial("1000"), dial("9000", JUNE), None)
    assert (check.verdict, check.quantity, check.times) == (RegisterVerdict.PLAUSIBLE, Decimal(8000), None)
