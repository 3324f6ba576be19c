"""Fixed charges and minimums, old fields and new."""

from decimal import Decimal

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.fixed_charges import AmountPer, read_fixed_charge, read_minimums
from tests.unit.pricing.urdb.records import numbers, told


def fixed(answers=None, **fields):
    review = Review(answers or {})
    return read_fixed_charge(numbers(fields), review), review


def minimum(answers=None, **fields):
    review = Review(answers or {})
    return read_minimums(numbers(fields), review), review


@pytest.mark.parametrize(("unit", "per"), [("$/month", "month"), ("$/day", "day"), ("$/year", "year")])
def test_reads_the_amount_with_its_unit(unit, per):
    charge, review = fixed(fixedchargefirstmeter="9.50", fixedchargeunits=unit)
    assert charge == AmountPer(Decimal("9.50"), per)
    assert told(review) == []


def test_reads_the_old_field_as_monthly():
    assert fixed(fixedmonthlycharge="30")[0] == AmountPer(Decimal(30), "month")
    assert fixed()[0] is None


def test_asks_for_a_missing_unit_and_blocks_an_unknown_one():
    charge, review = fixed(fixedchargefirstmeter="9.50")
    assert (charge.per, told(review)) == ("month", [("ASSUMED", "$.fixedchargeunits")])
    assert fixed({"fixedchargefirstmeter_per": "day"}, fixedchargefirstmeter="9.50")[0].per == "day"
    charge, review = fixed(fixedchargefirstmeter="9.50", fixedchargeunits="$/week")
    assert (charge, told(review)) == (None, [("BLOCKS", "$.fixedchargeunits")])


def test_lets_a_person_decide_between_the_old_field_and_the_new():
    both = {"fixedchargefirstmeter": "0.30", "fixedchargeunits": "$/day", "fixedmonthlycharge": "9"}
    charge, review = fixed(**both)
    assert charge == AmountPer(Decimal("0.30"), "day")
    assert review.findings[0].choice.key == "fixed_charge"
    assert fixed({"fixed_charge": "old"}, **both)[0] == AmountPer(Decimal(9), "month")
    assert fixed({"fixed_charge": "stop"}, **both)[1].is_blocked
    assert (
        told(fixed(fixedchargefirstmeter="9", fixedchargeunits="$/month", fixedmonthlycharge="9.0")[1]) == []
    )


def test_tells_a_credit_and_further_meters():
    assert told(fixed(fixedmonthlycharge="-3")[1]) == [("LOOK", "$.fixedmonthlycharge")]
    assert told(fixed(fixedmonthlycharge="3", fixedchargeeaaddl="2")[1]) == [("LOOK", "$.fixedchargeeaaddl")]


@pytest.mark.parametrize(
    ("fields", "expected", "found"),
    [
        ({"mincharge": "10", "minchargeunits": "$/month"}, [("10", "month")], [("LOOK", "$.mincharge")]),
        ({"mincharge": "0.3", "minchargeunits": "$/day"}, [("0.3", "day")], [("LOOK", "$.mincharge")]),
        ({"minmonthlycharge": "1"}, [("1", "month")], [("LOOK", "$.minmonthlycharge")]),
        ({"mincharge": "120", "minchargeunits": "$/year"}, [("120", "year")], [("LOOK", "$.mincharge")]),
        ({"annualmincharge": "120"}, [("120", "year")], [("LOOK", "$.annualmincharge")]),
        (
            {"minmonthlycharge": "1", "annualmincharge": "12"},
            [("1", "month"), ("12", "year")],
            [("LOOK", "$.minmonthlycharge"), ("LOOK", "$.annualmincharge")],
        ),
        ({"mincharge": "0", "minchargeunits": "$/month", "annualmincharge": "0"}, [], []),
        ({"mincharge": "0"}, [], []),
        ({"mincharge": "-1", "minchargeunits": "$/month"}, [], [("BLOCKS", "$.mincharge")]),
    ],
)
def test_reads_minimums(fields, expected, found):
    amounts, review = minimum(**fields)
    assert amounts == [AmountPer(Decimal(amount), per) for amount, per in expected]
    assert told(review) == found
