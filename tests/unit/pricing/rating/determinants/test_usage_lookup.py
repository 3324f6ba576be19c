"""The usage a determinant counts, in the unit the plan prices."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from pricing.rating import UnableToRate
from pricing.rating.determinants.usage_lookup import as_decimals, interval_facts, usage_of
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
NEXT_DAY = local_days("UTC", date(2026, 1, 2), date(2026, 1, 3))


def test_finds_the_usage_of_the_metric():
    batch = request(terms(), DAY, series(DAY, 60, 1)).as_batch()
    assert usage_of(METRIC, batch) is batch.usage[METRIC]


@pytest.mark.parametrize(
    ("usage", "message"),
    [
        (None, f"charges for {METRIC}, but no channel measures it"),
        (series(NEXT_DAY, 60, 1), f"usage of {METRIC} does not fill 2026-01-01"),
        (series(DAY, 60, 1, unit="Wh"), f"prices {METRIC} in kWh, but it is measured in Wh"),
    ],
)
def test_says_why_usage_and_plan_do_not_fit(usage, message):
    with pytest.raises(UnableToRate, match=message):
        usage_of(METRIC, request(terms(), DAY, usage).as_batch())


def test_reads_whole_numbers_as_exact_decimals():
    sums = np.array([0, 1, -25, 2**63 - 1], dtype=np.int64)
    assert as_decimals(sums, 4) == [
        Decimal(0),
        Decimal("0.0001"),
        Decimal("-0.0025"),
        Decimal("922337203685477.5807"),
    ]


def test_mentions_intervals_that_are_not_actual_only_where_there_are_some():
    assert interval_facts(24, [0, 3]) == [{"n": 24}, {"n": 24, "e": 3}]
