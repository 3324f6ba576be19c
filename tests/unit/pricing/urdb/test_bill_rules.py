"""What records leave open is decided by a person, and told until then."""

from decimal import Decimal

import pytest

from pricing.urdb.bill_rules import fixed_charge, holds_whole, holidays_of, minimum_bill, window_minutes
from pricing.urdb.findings import Review
from pricing.urdb.fixed_charges import AmountPer
from tests.unit.pricing.urdb.records import told


def test_shrinks_monthly_amounts_unless_told_otherwise():
    review = Review({})
    assert holds_whole(review) is False
    assert told(review) == [("ASSUMED", "$")]
    assert holds_whole(Review({"short_periods": "whole"})) is True


def test_counts_no_holidays_unless_told_otherwise():
    assert holidays_of(Review({})) is None
    assert holidays_of(Review({"holidays": "weekends"})) == {"country": "US"}


@pytest.mark.parametrize(
    ("stated", "answers", "minutes", "found"),
    [
        (None, {}, 15, [("ASSUMED", "$.demandwindow")]),
        (None, {"demand_window": "30"}, 30, [("ASSUMED", "$.demandwindow")]),
        ("60.0", {}, 60, []),
        ("7", {}, 15, [("BLOCKS", "$.demandwindow")]),
        ("15.5", {}, 15, [("BLOCKS", "$.demandwindow")]),
    ],
)
def test_finds_the_demand_window(stated, answers, minutes, found):
    review = Review(answers)
    record = {} if stated is None else {"demandwindow": Decimal(stated)}
    assert (window_minutes(record, review), told(review)) == (minutes, found)


@pytest.mark.parametrize(
    ("per", "answers", "kind", "price"),
    [
        ("month", {}, "period", {"shape": "fixed", "amount": "100"}),
        ("day", {}, "days", {"shape": "per_unit", "unit_price": "100"}),
        ("year", {}, "period", {"shape": "fixed", "amount": "8.333333333333"}),
        ("year", {"yearly_charge": "daily"}, "days", {"shape": "per_unit", "unit_price": "0.273972602740"}),
    ],
)
def test_writes_the_fixed_charge(per, answers, kind, price):
    charge = fixed_charge(AmountPer(Decimal(100), per), is_whole=False, review=Review(answers))
    assert charge["determinant"] == {"kind": kind}
    assert {
        **charge["price"],
        **{key: Decimal(charge["price"][key]) for key in charge["price"] if key != "shape"},
    } == {
        **price,
        **{key: Decimal(price[key]) for key in price if key != "shape"},
    }
    assert "prorated" not in charge


def test_keeps_amounts_whole_when_told_to():
    monthly = AmountPer(Decimal(5), "month")
    assert fixed_charge(monthly, is_whole=True, review=Review({}))["prorated"] is False
    assert minimum_bill(monthly, is_whole=True)["prorated"] is False
    assert minimum_bill(monthly, is_whole=False) == {
        "code": "MINIMUM",
        "label": "Minimum bill",
        "amount": "5",
        "per": "period",
    }
    assert minimum_bill(AmountPer(Decimal("0.3"), "day"), is_whole=True) == {
        "code": "MINIMUM",
        "label": "Minimum bill",
        "amount": "0.3",
        "per": "day",
    }


def test_writes_a_minimum_of_the_year():
    yearly = minimum_bill(AmountPer(Decimal(12), "year"), is_whole=False)
    assert (yearly["code"], yearly["per"], yearly["amount"]) == ("MINIMUM_YEAR", "year", "12")
