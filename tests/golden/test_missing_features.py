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


@pytest.mark.parametrize(
    ("change", "features"),
    [
        ({"model": "stairstep"}, ["stairstep prices"]),
        ({"usage": {"quantity": "3", "previous_quantity": "1"}}, ["progressive billing"]),
        ({"usage": {"quantity": "3", "previously_billed": "1"}}, ["progressive billing"]),
        ({"adjustments": [{"type": "max_amount", "amount": "5"}]}, ["maximum amounts"]),
        ({"adjustments": [{"type": "usage_discount", "quantity": "1"}]}, ["free units"]),
        (
            {"adjustments": [{"type": "min_amount", "amount": "5"}], "usage": {"quantity": "1", "last_in_period": False}},
            ["progressive billing"],
        ),
    ],
)  # fmt: skip
def test_lists_what_the_adapters_refuse(change, features):
    case = {**PER_UNIT, **change}
    assert missing_features.missing_features(case) == features
    (mark,) = missing_features.marks(case)
    assert mark.kwargs["reason"] == f"missing feature: {', '.join(features)}"
    assert (mark.kwargs["strict"], mark.kwargs["raises"]) == (True, missing_features.MissingFeature)
    with pytest.raises(missing_features.MissingFeature):
        check_usage_case(case)


def test_rates_a_discount_and_a_minimum_with_the_plan():
    discount = {"type": "percent_discount", "percent": "50"}
    minimum = {"type": "min_amount", "amount": "10"}
    case = {**PER_UNIT, "adjustments": [discount, minimum]}
    expected = {"amount": "10", "discount": "3", "minimum_line": "7"}
    assert missing_features.marks(case) == []
    assert check_usage_case({**case, "expected": expected}) == 3


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
