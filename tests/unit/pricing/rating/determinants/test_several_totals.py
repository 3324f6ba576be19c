"""The totals of several metrics side by side."""

from datetime import date
from decimal import Decimal

import pytest

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch
from pricing.rating.determinants.several_totals import measure_several_totals
from pricing.rating.plan_terms import MetricTerms, SeveralTotals
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, local_days, series, terms
from tests.unit.pricing.rating.events import event

DAY = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
BOTH = SeveralTotals((METRIC, "SMS"))
PLAN = terms(metrics={METRIC: MetricTerms("kWh"), "SMS": MetricTerms("message")})


def measured(**facts):
    usage = {METRIC: UsageMatrix.of_one(series(DAY, 720, [3, 4]))}
    events = {"SMS": [[event("1", 10), event("1 9:00", 5)]]}
    batch = RatingBatch(PLAN, "UTC", DAY, DAY, 1, usage=usage, events=events, **facts)
    (counted,) = measure_several_totals(BOTH, batch)
    return counted


def test_adds_up_intervals_and_events_in_the_order_of_the_metrics():
    counted = measured()
    assert counted.detail(0) == (Decimal(7), Decimal(15))
    assert (counted.quantities, counted.account_facts) == ([7], [{"qs": ["7", "15"]}])


def test_refuses_intervals_on_a_later_invoice_of_the_period():
    with pytest.raises(UnableToRate, match="cannot be billed in parts"):
        measured(progress=[Progress(is_first=False)])
