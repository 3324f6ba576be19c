"""Expected failures: listed by feature, refused by the adapters, never both passed and listed."""

import pytest

from tests.golden import missing_features
from tests.golden.usage_cases import check_usage_case

PER_UNIT = {
    "id": "x",
    "model": "per_unit",
    "params": {"unit_price": "2"},
    "usage": {"quantity": "3"},
    "expected": {"amount": "6"},
}


def test_marks_nothing_that_the_engine_can_do():
    assert missing_features.marks(PER_UNIT) == []
    assert check_usage_case(PER_UNIT) == 1


def test_lists_what_the_adapters_refuse(monkeypatch):
    feature = ("barter", lambda case: case["model"] == "per_unit")
    monkeypatch.setattr(missing_features, "USAGE", (feature,))
    assert missing_features.missing_features(PER_UNIT) == ["barter"]
    (mark,) = missing_features.marks(PER_UNIT)
    assert mark.kwargs["reason"] == "missing feature: barter"
    assert (mark.kwargs["strict"], mark.kwargs["raises"]) == (True, missing_features.MissingFeature)


def test_rates_a_discount_and_a_minimum_with_the_plan():
    discount = {"type": "percent_discount", "percent": "50"}
    minimum = {"type": "min_amount", "amount": "10"}
    case = {**PER_UNIT, "adjustments": [discount, minimum]}
    expected = {"amount": "10", "discount": "3", "minimum_line": "7"}
    assert missing_features.marks(case) == []
    assert check_usage_case({**case, "expected": expected}) == 3


@pytest.mark.parametrize(
    ("adjustments", "usage", "expected"),
    [
        ([{"type": "max_amount", "amount": "5"}], {}, {"amount": "5", "discount": "1"}),
        ([{"type": "max_amount", "amount": "5"}], {"previously_billed": "4"}, {"amount": "1", "discount": "5"}),
        ([{"type": "min_amount", "amount": "10"}], {"last_in_period": False}, {"amount": "6"}),
        ([{"type": "min_amount", "amount": "10"}], {"previously_billed": "3"}, {"amount": "7", "minimum_line": "1"}),
        ([{"type": "percent_discount", "percent": "50"}] * 2, {}, {"amount": "1.5", "discount": "4.5"}),
        ([{"type": "credits", "amounts": ["4", "2"]}], {}, {"amount": "0", "credits": "6"}),
        ([{"type": "credits", "amounts": ["4", "3"]}], {}, {"error": "credits_not_consumed"}),
    ],
)  # fmt: skip
def test_adjusts_money_as_documented(adjustments, usage, expected):
    case = {**PER_UNIT, "adjustments": adjustments, "usage": {**PER_UNIT["usage"], **usage}}
    assert check_usage_case({**case, "expected": expected}) == len(expected)


def test_fails_where_credits_should_not_be_consumed_but_are():
    case = {**PER_UNIT, "adjustments": [{"type": "credits", "amounts": ["4"]}]}
    with pytest.raises(AssertionError):
        check_usage_case({**case, "expected": {"error": "credits_not_consumed"}})
    with pytest.raises(AssertionError):
        check_usage_case({**case, "expected": {"amount": "2", "credits": "5"}})


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        ({"usage": {"quantity": "3", "previous_quantity": "1"}}, "6"),
        ({"usage": {"quantity": "3", "previous_quantity": "1", "previously_billed": "2"}}, "6"),
        ({"usage": {"quantity": "3", "first_in_period": None, "last_in_period": False}}, "6"),
        ({"usage": {"quantity": "3." + "1" * 25, "previous_quantity": "1"}}, "6." + "2" * 25),
        ({"adjustments": [{"type": "usage_discount", "quantity": "1"}]}, "4"),
        ({"adjustments": [{"type": "usage_discount", "quantity": "2"}], "usage": {"quantity": "3", "previous_quantity": "1"}}, "4"),
        ({"adjustments": [{"type": "unit_conversion", "operation": "divide", "factor": "2", "rounding": "ceiling", "scale": 0}]}, "4"),
        ({"rounding": {"scale": -1, "mode": "half_up", "level": "total"}}, "10"),
        ({"currency": "JPY", "rounding": {"scale": 0, "mode": "floor", "level": "component"}, "params": {"unit_price": "2.5"}}, "7"),
        ({"model": "block_tiers", "params": {"mode": "graduated", "tiers": [{"block_size": "2", "max_blocks": None, "block_price": "5"}]}}, "10"),
    ],
)  # fmt: skip
def test_rates_every_documented_way_to_state_a_quantity(change, amount):
    case = {**PER_UNIT, **change, "expected": {"amount": amount}}
    assert missing_features.marks(case) == []
    assert check_usage_case(case) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"expected": {"amount": "6.01"}},
        {"our_expected": {"amount": "5"}},
        {"params": {"unit_price": "2", "surcharge": "1"}},
        {"expected": {"amount": "6", "surcharge": "1"}},
        {"surprise": 1},
    ],
)
def test_fails_on_another_amount_or_an_undocumented_key(change):
    with pytest.raises(AssertionError):
        check_usage_case({**PER_UNIT, **change})


def test_fails_on_a_model_that_nobody_knows():
    with pytest.raises(pytest.fail.Exception, match="no adapter for the model barter"):
        check_usage_case({**PER_UNIT, "model": "barter"})


def test_prefers_our_answer_where_we_differ():
    case = {**PER_UNIT, "expected": {"amount": "20"}, "our_expected": {"amount": "6"}}
    assert check_usage_case(case) == 1
