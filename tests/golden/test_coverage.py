"""The table of what the engine can do."""

import pytest

from tests.golden import missing_features
from tests.golden.coverage import Outcome, bill_outcomes, outcome, table, usage_outcomes
from tests.golden.missing_features import MissingFeature


def _raise(error):
    raise error


def test_counts_every_usage_case_once_and_prints_the_table(capsys):
    outcomes = usage_outcomes()
    with capsys.disabled():
        print("\n" + table("usage model", outcomes))
    assert len({each.name for each in outcomes}) == len(outcomes) > 0
    assert [each.name for each in outcomes if each.failed] == []
    assert all(each.passed != bool(each.missing) for each in outcomes)


def test_counts_every_bill_case_once_and_prints_the_table(capsys):
    outcomes = bill_outcomes()
    with capsys.disabled():
        print("\n" + table("bill feature", outcomes))
    assert len({each.name for each in outcomes}) == len(outcomes) > 0
    assert [each.name for each in outcomes if each.failed] == []
    assert all(each.passed != bool(each.missing) for each in outcomes)


@pytest.fixture
def barter(monkeypatch):
    """A model that is on the list of what is missing."""
    listed = (("barter", lambda case: case["model"] == "barter"),)
    monkeypatch.setattr(missing_features, "USAGE", listed)
    return {"model": "barter", "params": {}, "expected": {}}


def test_tells_passed_from_missing_from_failed(barter):
    rounding = {"model": "rounding", "params": {}, "expected": {}}
    passed = outcome("a", ["x"], rounding, lambda: None)
    missing = outcome("b", ["x"], barter, lambda: _raise(MissingFeature("barter")))
    failed = outcome("c", ["y"], rounding, lambda: _raise(AssertionError("0.01")))
    unlisted = outcome("d", ["y"], rounding, lambda: _raise(MissingFeature("coupons")))
    assert [each.failed for each in (passed, missing, failed, unlisted)] == [False, False, True, True]
    assert table("model", [passed, missing, failed, unlisted]).splitlines() == [
        "model   passed/total",
        "x       1/2",
        "y       0/2",
        "all     1/4",
        "missing: barter (1)",
        "FAILED c: AssertionError: 0.01",
        "FAILED d: missing feature: coupons",
    ]


def test_calls_a_listed_case_failed_when_it_breaks_in_another_way(barter):
    broken = outcome("e", ["x"], barter, lambda: _raise(KeyError("rate")))
    assert broken == Outcome("e", ("x",), (), False, "KeyError: 'rate'")
    assert broken.failed
