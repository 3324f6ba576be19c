"""Active and reactive energy side by side."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import UnableToRate
from pricing.rating.determinants.reactive_usage import active_and_reactive, in_common_decimals
from pricing.rating.plan_terms import MetricTerms
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 5), date(2026, 1, 6))


def both(unit, reactive_unit):
    plan = terms(metrics={METRIC: MetricTerms(unit), "REACTIVE": MetricTerms(reactive_unit)})
    usage = {METRIC: series(DAY, 60, 1, unit=unit), "REACTIVE": series(DAY, 60, 2, unit=reactive_unit)}
    return replace(request(plan, DAY), usage=usage).as_batch()


@pytest.mark.parametrize(("unit", "reactive_unit"), [("kWh", "kvarh"), ("kWh", "kVArh"), ("Wh", "varh")])
def test_finds_both_metrics(unit, reactive_unit):
    active, reactive = active_and_reactive(METRIC, "REACTIVE", both(unit, reactive_unit))
    assert (active.quantities.sum(), reactive.quantities.sum()) == (24, 48)


@pytest.mark.parametrize(("unit", "reactive_unit"), [("kWh", "varh"), ("kWh", "kWh"), ("m3", "kvarh")])
def test_refuses_units_that_do_not_belong_together(unit, reactive_unit):
    with pytest.raises(
        UnableToRate, match=f"{METRIC} in {unit} and REACTIVE in {reactive_unit} do not belong"
    ):
        active_and_reactive(METRIC, "REACTIVE", both(unit, reactive_unit))


def test_brings_whole_numbers_to_the_same_decimals():
    active, reactive = (UsageMatrix.of_one(series(DAY, 60, 1, decimals=places)) for places in (1, 3))
    decimals, arrays = in_common_decimals(active, reactive, np.array([5]), np.array([700]))
    assert (decimals, [array.tolist() for array in arrays]) == (3, [[500], [700]])
