"""Rules in words."""

import pytest

from metering.vee.findings import Rule
from metering.vee.rule_texts import Cure, rule_text
from metering.vee.validation_limits import ValidationLimits


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_words(rule):
    text = rule_text(rule.value)
    assert text.title
    assert text.says.endswith(".")
    assert text.advice.endswith(".")


def test_the_words_tell_the_limits_that_are_set():
    limits = ValidationLimits(long_gap=60, zero_run=720, long_zero_run=4320, spike_percent=250)
    assert "more than 1 hour stops the bill" in rule_text("GAP", limits).says
    assert "zero for 12 hours or longer; from 3 days on" in rule_text("ZERO", limits).says
    assert "more than 250 % above" in rule_text("SPIKE", limits).says


def test_a_gap_is_estimated_and_a_negative_reading_corrected():
    assert rule_text("GAP").likely == Cure.ESTIMATE
    assert rule_text("NEGATIVE").likely == Cure.CORRECT


def test_knows_no_other_rule():
    with pytest.raises(KeyError):
        rule_text("WEATHER")
