"""Numbers keep their digits; only the dust of binary fractions goes, and that is told."""

import struct
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.urdb.findings import Review
from pricing.urdb.stated_numbers import number_text, stated_number
from tests.unit.pricing.urdb.records import told


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("19.538999557495117", "19.539"),
        ("0.07076899707317352", "0.070769"),
        ("4.676000118255615", "4.676"),
        ("-0.10000000149011612", "-0.1"),
        ("8.982243519999999", "8.98224352"),
        ("0.30000000000000004", "0.3"),
        ("0.1234567890126", "0.123456789013"),
    ],
)
def test_takes_what_was_meant_and_tells(stated, meant):
    review = Review({})
    assert stated_number(Decimal(stated), "$.x", review) == Decimal(meant)
    assert told(review) == [("ASSUMED", "$.x")]
    assert stated in review.findings[0].message


@pytest.mark.parametrize(
    "text", ["0.02824917", "15.20833333", "6666666.67", "0", "0.10", "1E+38", "0.123456789012"]
)
def test_keeps_every_digit_of_other_numbers(text):
    review = Review({})
    assert stated_number(Decimal(text), "$.x", review) == Decimal(text)
    assert told(review) == []


@given(st.decimals(min_value="0.001", max_value="9999", places=3))
def test_recognises_any_short_price_that_was_kept_in_32_bits(price):
    kept = struct.unpack("f", struct.pack("f", float(price)))[0]
    # Few digits may be meant as they stand, such as 8388.609375.
    assume(len(repr(kept)) > 12)
    assert stated_number(Decimal(repr(kept)), "$.x", Review({})) == price


@given(st.decimals(min_value="0.000001", max_value="99999", places=6))
def test_never_changes_a_price_of_six_decimals(price):
    review = Review({})
    assert stated_number(price, "$.x", review) == price
    assert told(review) == []


@pytest.mark.parametrize("value", ["0.12", True, [], {}, 0.12])
def test_blocks_what_is_no_number(value):
    review = Review({})
    assert stated_number(value, "$.x", review) is None
    assert told(review) == [("BLOCKS", "$.x")]


def test_writes_numbers_as_plans_have_them():
    assert [number_text(Decimal(text)) for text in ("0.10", "1E+3", "-0.0", "5E-5")] == [
        "0.10",
        "1000",
        "0",
        "0.00005",
    ]
