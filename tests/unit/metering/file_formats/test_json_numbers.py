# ruff: noqa: RUF001 - digits and signs of other scripts are what is tested
"""JSON arrays of decimals: exact, whatever they are written like, or told as bad."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.file_formats import json_numbers
from metering.file_formats.json_numbers import elements_of, read_number_arrays


def values(array) -> list:
    """Decimals; None for null, and "bad"."""
    (column,) = read_number_arrays([array.encode()])
    return [
        "bad" if bad else None if empty else Decimal(int(integer)).scaleb(-int(places))
        for integer, places, empty, bad in zip(
            column.integers, column.places, column.empty, column.bad, strict=True
        )
    ]


def test_reads_texts_and_numbers_and_nothing():
    assert values('["0.42", 1,\n-3.5 , null, "-0", "007.10"]') == [
        Decimal("0.42"),
        1,
        Decimal("-3.5"),
        None,
        0,
        Decimal("7.1"),
    ]
    assert values("[]") == values(" [ ] ") == []


def test_reads_eighteen_digits_exactly():
    assert values('["123456789012.123456", 123456789012.123456, "999999999999999999"]') == [
        Decimal("123456789012.123456"),
        Decimal("123456789012.123456"),
        999_999_999_999_999_999,
    ]


@pytest.mark.parametrize(
    "element",
    [
        *(
            '"1 "',
            '" 1"',
            '""',
            '"1,5"',
            '"1."',
            '".5"',
            '"-.5"',
            '"+5"',
            '"0x10"',
            '"1_000"',
            '"1e3"',
            "1e3",
        ),
        *("1e400", '"NaN"', '"Infinity"', '"null"', '"-"', '"--1"', '"1-"', '"1.2.3"', '"١٢٣"', '"１２"'),
        *('"−5"', "true", "[]", "[1]", "{}", '{"a":1}', '"9999999999999999999"', "9" * 5000, '"\\u0031"'),
        *('"0.0000000000000000001"', '"1\\n"'),
    ],
)
def test_tells_what_is_no_plain_number(element):
    assert values(f'["1", {element}, 2]') == [1, "bad", 2]
    assert values(f"[{element}]") == ["bad"]


def test_reads_many_arrays_as_each_alone(monkeypatch):
    arrays = [b'["1.5","2"]', b"[]", b'["3",null]', b'["x"]', b"[4]"]
    for size in (1, 15, 1 << 20):
        monkeypatch.setattr(json_numbers, "_BYTES_AT_ONCE", size)
        columns = list(read_number_arrays(arrays))
        assert [column.integers.tolist() for column in columns] == [[15, 2], [], [3, 0], [0], [4]]
        assert [column.bad.tolist() for column in columns] == [
            [False] * 2,
            [],
            [False] * 2,
            [True],
            [False],
        ]


def test_shows_elements_as_they_are_written():
    assert elements_of(b'["1,5", 2, null]') == ["1,5", "2", "null"]


@given(st.lists(st.none() | st.decimals(-(10**9), 10**9, places=6)), st.booleans())
def test_reads_any_decimals_exactly(numbers, as_text):
    written = [None if one is None else f"{one:f}" for one in numbers]
    text = json.dumps(written) if as_text else f"[{','.join(one or 'null' for one in written)}]"
    assert values(text) == numbers
