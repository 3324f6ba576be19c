"""Limits in stored units, and which rules suit a metric."""

from decimal import Decimal

import pytest

from metering.vee.findings import Rule
from metering.vee.validation_limits import in_base_units, suitable_rules


@pytest.mark.parametrize(
    ("unit", "decimals", "base_units"),
    [("kWh", 3, 1000), ("Wh", 0, 1000), ("MWh", 6, 1000), ("MWh", 0, 0), ("L", 1, 10000), ("calls", 2, 100)],
)
def test_a_limit_of_1_kwh_or_m3_in_stored_units(unit, decimals, base_units):
    assert in_base_units(Decimal(1), unit, decimals) == base_units


def test_meters_get_every_rule():
    for unit in ("kWh", "m3", "kvarh", "Wh"):
        assert suitable_rules(unit, adds_up=True) == {
            Rule.GAP, Rule.NEGATIVE, Rule.ZERO, Rule.STUCK, Rule.SPIKE
        }  # fmt: skip


def test_bursts_of_calls_are_no_spikes_and_levels_may_be_negative():
    assert suitable_rules("calls", adds_up=True) == {Rule.GAP, Rule.NEGATIVE}
    assert suitable_rules("degC", adds_up=False) == {Rule.GAP}
