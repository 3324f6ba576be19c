"""Decimal texts as whole numbers."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.file_formats.number_texts import (
    TooManyDigits,
    at_one_scale,
    is_number,
    read_numbers,
    read_plain_numbers,
)

PLAIN = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=5).map(
    lambda number: f"{number:f}"
)


def numbers(column):
    return [
        None if bad else Decimal(integer).scaleb(-places)
        for integer, places, bad in zip(
            column.integers.tolist(), column.places.tolist(), column.bad.tolist(), strict=True
        )
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", "0"), ("1.250", "1.250"), (".5", "0.5"), ("5.", "5"), ("-0.001", "-0.001"), ("007", "7")),
        *((" 1.5 ", "1.5"), ("+3", "3"), ("1.5E-05", "0.000015"), ("2e3", "2000")),
        ("999999999999.999", "999999999999.999"),
    ],
)
def test_reads_a_number_exactly(text, number):
    assert numbers(read_numbers([text])) == [Decimal(number)]


@pytest.mark.parametrize(
    "text",
    [
        "-",
        ".",
        "1,5",
        "1.2.3",
        "--1",
        "5-",
        "1 000",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        "\u0663",
        "1\n2",
        "1e99",
        "1E-30",
    ],
)
def test_calls_all_else_bad_and_zero(text):
    column = read_numbers(["1", text, "2"])
    assert column.bad.tolist() == [False, True, False]
    assert column.integers.tolist() == [1, 0, 2]
    assert column.empty.tolist() == [False, False, False]


def test_tells_where_nothing_stands():
    column = read_numbers(["", "  ", "0"])
    assert column.empty.tolist() == [True, True, False]
    assert not column.bad.any()


def test_reads_no_texts_as_no_numbers():
    assert len(read_numbers([]).integers) == 0


@pytest.mark.parametrize(
    "text",
    [
        "0.084999999999999992",
        "11.016199999999998",
        "123456789012345678",
        "0.123456789012345678",
        "-123456789012345678",
        "000123456789012345678.000",
        "1.23456789012345678e5",
        "123456789012345678e0",
        "1e17",
    ],
)
def test_takes_eighteen_digits_exactly(text):
    assert numbers(read_numbers([text])) == [Decimal(text)]


@pytest.mark.parametrize(
    "text",
    [
        *("1234567890123456789", "0.1234567890123456789", "12345678901234567.89", "1e18", "1e-19"),
        *("0.30000000000000004e-5", "1" + "0" * 18, "9" * 5000),
    ],
)
def test_refuses_what_has_more_and_rounds_nothing(text):
    column = read_numbers(["1.5", text, "2"])
    assert column.bad.tolist() == [False, True, False]
    assert column.integers.tolist() == [15, 0, 2]
    assert is_number(text)


@pytest.mark.parametrize("text", ["", " ", "x", "1,5", "1_000", "--1", "1e", "Infinity"])
def test_knows_what_is_no_number_at_all(text):
    assert not is_number(text)


@given(st.lists(PLAIN, max_size=20))
def test_agrees_with_decimal_on_every_number(texts):
    assert numbers(read_numbers(texts)) == [Decimal(text) for text in texts]


def test_brings_numbers_to_the_fewest_decimals_that_hold_them():
    column = read_numbers(["1.500", "0.25", "-3"])
    quantities, decimals = at_one_scale(column.integers, column.places)
    assert (quantities.tolist(), decimals) == ([150, 25, -300], 2)


def test_zeros_have_no_decimals():
    column = read_numbers(["0.000", "0"])
    quantities, decimals = at_one_scale(column.integers, column.places)
    assert (quantities.tolist(), decimals) == ([0, 0], 0)
    assert at_one_scale(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))[1] == 0


def test_names_a_number_that_does_not_fit_beside_the_decimals_of_others():
    column = read_numbers(["0.00000000000001", "5", "123456789"])
    with pytest.raises(TooManyDigits) as caught:
        at_one_scale(column.integers, column.places)
    assert caught.value.index == 2


def test_reads_plain_lines_and_rounds_nothing():
    column = read_plain_numbers(b"1.50\n-2\n\n1e3\n1234567890123456789\n")
    assert column.integers.tolist() == [150, -2, 0, 0, 0]
    assert column.places.tolist()[:2] == [2, 0]
    assert column.empty.tolist() == [False, False, True, False, False]
    assert column.bad.tolist() == [False, False, False, True, True]
    assert len(read_plain_numbers(b"").integers) == 0
