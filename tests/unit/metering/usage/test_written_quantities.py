"""Quantities written by hand."""

import pytest

from metering.usage.written_quantities import UnreadableQuantities, read_quantities


def test_one_number_stands_for_all_intervals():
    assert read_quantities(" 0.412\n", 3, 3) == [412, 412, 412]


def test_a_line_for_each_interval():
    assert read_quantities("0.4\r\n0\n-1.25\n12e1\n\n", 4, 3) == [400, 0, -1250, 120_000]


def test_takes_the_minus_that_our_pages_write():
    assert read_quantities("\N{MINUS SIGN}2.5", 1, 1) == [-25]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "0 lines for 2 intervals: write one number for all of them, or one line for each"),
        ("1\n2\n3", "3 lines for 2 intervals"),
        ("1\n\n2", "3 lines for 2 intervals"),
        ("\n2", "line 1 is empty: write 0 if nothing was used"),
        ("1\n0,4", "line 2, 0,4: write decimals with a point"),
        ("1\nabc", "line 2, abc: not a number"),
        ("NaN", "line 1, NaN: not a number"),
        ("Infinity", "line 1, Infinity: not a number"),
        ("1e999", "line 1, 1e999: not a number"),
        ("9" * 31, "line 1, 999999999999999999999999999999: not a number"),
        ("0.4125", "line 1, 0.4125: the channel stores 3 decimals, so round it first"),
    ],
)
def test_says_which_line_cannot_be_read_and_what_to_write(text, message):
    with pytest.raises(UnreadableQuantities) as caught:
        read_quantities(text, 2, 3)
    assert str(caught.value).startswith(message)
