"""An invoice interval by interval."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files

import numpy as np
import pytest

from invoicing.models import Invoice
from invoicing.queries.bill_intervals import load_bill_intervals
from invoicing.queries.billed_usage import load_billed_services
from metering.models import Channel, IntervalDay, Metric
from metering.usage.reading_quality import ReadingQuality
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from tests.factories.portal import bill_january_and_february, household
from tests.factories.pricing import PUBLISHED_AT
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
METRIC = "ELECTRICITY_IMPORT"


def time_of_use():
    """The published British tariff with peak, day and night."""
    text = files("pricing.plan_documents").joinpath("examples/uk_half_hourly.json").read_text()
    version = import_plan(document=json.loads(text), imported_at=PUBLISHED_AT)
    return publish_plan_version(version=version, published_at=PUBLISHED_AT, actor=None).plan


def january():
    bill_january_and_february()
    invoice = Invoice.objects.select_related("batch__bill_run").order_by("from_date").first()
    (billed,) = load_billed_services(invoice)
    return invoice, billed


def test_adds_up_to_what_counts_the_metric():
    household()
    invoice, billed = january()
    shown = load_bill_intervals(invoice, billed, METRIC)
    assert sum(shown.day_amounts) == sum(shown.amounts) == Decimal("116.78")
    assert (len(shown.day_amounts), len(shown.amounts)) == (31, 1488)
    # Every day is alike: 116.78 / 31 is 3.767, so that 22 days have the 31st cent.
    assert sorted(set(shown.day_amounts)) == [Decimal("3.76"), Decimal("3.77")]
    assert shown.buckets == ()


def test_costs_what_its_time_of_use_costs():
    household(plan=time_of_use())
    invoice, billed = january()
    shown = load_bill_intervals(invoice, billed, METRIC)
    assert sum(shown.day_amounts) == Decimal("41.34")
    assert shown.buckets == ("peak", "day", "night")
    day = shown.columns(date(2026, 1, 14))  # a Wednesday
    amounts = shown.amounts[day]
    peak = Decimal("0.238095238095") / 4 * Decimal("1.05")
    night = Decimal("0.047619047619") / 4 * Decimal("1.05")
    assert abs(amounts[36] - peak) < Decimal("0.0005")  # 18:00
    assert abs(amounts[4] - night) < Decimal("0.0005")  # 02:00
    assert shown.quantity(day, 0) == Decimal("1.500")  # three hours of 0.5 kWh
    assert shown.starts_at(day.start).isoformat() == "2026-01-14T00:00:00+00:00"


def test_tells_which_intervals_were_not_measured():
    household()
    qualities = np.full(48, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities[7] = ReadingQuality.ESTIMATED
    channel, day = Channel.objects.get(), date(2026, 1, 2)
    IntervalDay.objects.filter(channel=channel, date=day).delete()
    store_readings(channel, day, date(2026, 1, 3), 250, datetime(2026, 2, 2, tzinfo=UTC), qualities=qualities)
    invoice, billed = january()
    shown = load_bill_intervals(invoice, billed, METRIC)
    assert np.flatnonzero(shown.qualities != ReadingQuality.ACTUAL).tolist() == [48 + 7]


def test_there_are_none_when_the_readings_cannot_be_put_together():
    household()
    invoice, billed = january()
    Channel.objects.update(metric=Metric.objects.create(code="WATER", name="Water", unit="m3", decimals=3))
    assert load_bill_intervals(invoice, billed, METRIC) is None


def test_takes_few_queries(django_assert_max_num_queries):
    household()
    invoice, billed = january()
    with django_assert_max_num_queries(5):
        load_bill_intervals(invoice, billed, METRIC)
