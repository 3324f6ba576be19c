"""A line opened: back to the readings, the rule and the files, as of the invoice."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.opened_line import load_opened_line
from metering.models import Channel, ReadingBatch
from metering.usage.reading_quality import ReadingQuality
from pricing.models import PlanVersion
from pricing.plan_documents.canonical import content_hash
from pricing.plan_documents.rule_path import rule_at
from tests.factories.billing import JANUARY, drafted_run, supplied_account
from tests.factories.metering import ChannelFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.factories.readings import store_readings
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 4, 1, 7, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
FEBRUARY = date(2026, 2, 1)


def lines(**kwargs):
    """The lines of the one account's draft for January."""
    supplied_account(**kwargs)
    drafted_run()
    return list(InvoiceLine.objects.order_by("position"))


def tou_lines(winter_peak=False):
    """A half-hourly channel in New York on the plan TOU, a kWh in each half-hour of January."""
    document = tou_plan() | {"currency": "GBP"}
    if winter_peak:
        del document["calendars"]["tou"]["windows"][0]["season"]
    version = PlanVersionFactory(
        plan=PlanFactory(code="TOU", name="Time of use"),
        document=document,
        content_hash=content_hash(document),
    )
    return lines(quantity=1000, plan=version.plan, zone_name="America/New_York")


def test_shows_the_tiers_that_the_charge_reached():
    _, first, second = (load_opened_line(line) for line in lines())
    told = [(part.number, part.quantity, part.unit_price, part.amount, part.share) for part in first.tiers]
    assert told == [
        (1, 300, Decimal("0.25"), Decimal("75.00"), Decimal(300) / 372),
        (2, 72, Decimal("0.31"), Decimal("22.32"), Decimal(72) / 372),
    ]
    assert [part.is_opened for part in first.tiers] == [True, False]
    assert [part.is_opened for part in second.tiers] == [False, True]


def test_adds_the_days_up_to_what_was_counted():
    line = load_opened_line(lines()[1])
    assert len(line.days) == 31
    first = line.days[0]
    assert (first.date, first.quantity, first.interval_count) == (JANUARY, Decimal("12.000"), 48)
    assert sum(day.quantity for day in line.days) == line.recounted == Decimal("372.000")
    assert line.recounted == Decimal(line.trace["q"])


def test_counts_no_readings_for_a_line_that_is_of_days():
    line = load_opened_line(lines()[0])
    assert (line.days, line.recounted, line.deliveries, line.tiers) == ((), None, (), ())
    assert line.rule_path == "/charges/0/price"


def test_shows_a_day_interval_by_interval():
    line = load_opened_line(lines()[1], date(2026, 1, 2))
    assert (line.day, len(line.intervals)) == (date(2026, 1, 2), 48)
    first = line.intervals[0]
    assert f"{first.starts_at:%Y-%m-%d %H:%M %Z}" == "2026-01-02 00:00 GMT"
    assert (first.quantity, first.quality, first.bucket, first.is_counted) == (
        Decimal("0.250"),
        ReadingQuality.ACTUAL,
        "",
        True,
    )


def test_has_no_intervals_of_a_day_that_is_not_billed():
    assert load_opened_line(lines()[1], FEBRUARY).intervals == ()


def test_counts_only_the_intervals_of_the_lines_bucket():
    peak = next(line for line in tou_lines(winter_peak=True) if line.bucket == "peak")
    line = load_opened_line(peak, date(2026, 1, 5))  # a Monday
    assert line.buckets == ("peak", "off_peak")
    # 20 weekdays that are no holiday, 10 half-hours each
    assert line.recounted == Decimal(line.trace["q"]) == 200
    assert [day.quantity for day in line.days[:5]] == [0, 10, 0, 0, 10]
    counted = [f"{one.starts_at:%H:%M}" for one in line.intervals if one.is_counted]
    assert (counted[0], counted[-1], len(counted)) == ("16:00", "20:30", 10)
    assert {one.bucket for one in line.intervals} == {"peak", "off_peak"}


def test_points_at_the_rule_in_the_plan_document():
    document = PlanVersion.objects.get(pk=tou_lines()[1].plan_version_id).document
    opened = [load_opened_line(line) for line in InvoiceLine.objects.order_by("position")]
    assert [line.rule_path for line in opened] == [
        "/charges/0/price",
        *(f"/charges/1/prices/off_peak/tiers/{tier}" for tier in range(3)),
        "/discounts/0",
    ]
    assert rule_at(document, opened[2].rule_path)["unit_price"] == "0.12"
    assert (opened[0].plan_code, opened[0].plan_name, opened[0].version_number) == ("TOU", "Time of use", 1)


def test_finds_the_peak_of_each_day():
    document = tou_plan() | {"currency": "GBP", "discounts": [], "minimums": []}
    document["charges"] = [
        {
            "code": "DEMAND",
            "label": "Demand",
            "determinant": {"kind": "peak_demand", "metric": "ELECTRICITY_IMPORT", "window_minutes": 60},
            "price": {"shape": "per_unit", "unit_price": "2"},
        }
    ]
    del document["calendars"], document["taxes"]
    version = PlanVersionFactory(
        plan=PlanFactory(code="DEMAND"), document=document, content_hash=content_hash(document)
    )
    quantities = np.full(31 * 48, 100, dtype=np.int64)
    quantities[48 * 9 + 20 : 48 * 9 + 22] = [900, 700]  # the tenth, from 10:00
    (peak,) = lines(quantity=quantities, plan=version.plan)
    line = load_opened_line(peak)
    assert line.recounted == Decimal(line.trace["q"]) == Decimal("1.6")
    assert [day.quantity for day in line.days[8:11]] == [Decimal("0.2"), Decimal("1.6"), Decimal("0.2")]


@pytest.mark.parametrize(
    "change", [{"of": "peak_demand", "w": 60, "sl": 1}, {"of": "billed_demand", "w": 30}]
)
def test_does_not_recount_what_is_more_than_a_sum_or_the_highest_window_of_the_clock(change):
    line = lines()[1]
    line.trace |= change
    opened = load_opened_line(line)
    assert (opened.days, opened.recounted) == ((), None)
    assert opened.deliveries


def test_counts_what_is_not_an_actual_reading():
    qualities = np.full(31 * 48, 60, dtype=np.uint8)
    qualities[:6] = 20
    supplied = supplied_account(quantity=None)
    store_readings(Channel.objects.get(), JANUARY, FEBRUARY, 250, qualities=qualities)
    drafted_run()
    line = load_opened_line(supplied.account.invoices.get().lines.get(position=2), JANUARY)
    assert (line.trace["e"], line.days[0].estimated_count, line.days[1].estimated_count) == (6, 6, 0)
    assert line.intervals[5].quality is ReadingQuality.ESTIMATED


def test_stands_as_of_the_invoice_whatever_came_since():
    line = lines()[1]
    store_readings(Channel.objects.get(), date(2026, 1, 10), date(2026, 1, 11), 900, LATER)
    opened = load_opened_line(line)
    assert opened.recounted == Decimal("372.000")
    assert [one.source_name for one in opened.deliveries] == [ReadingBatch.objects.earliest("pk").source_name]
    assert opened.deliveries[0].day_count == 31


def test_replays_the_trace_and_tells_when_it_does_not_give_the_amount():
    line = lines()[1]
    assert load_opened_line(line).replays
    line.trace = {**line.trace, "p": "0.26"}
    assert not load_opened_line(line).replays
    line.trace = {**line.trace, "rule": "horoscope"}
    assert not load_opened_line(line).replays


def test_tells_when_the_readings_no_longer_come_to_what_was_counted():
    line = lines()[1]
    line.trace = {**line.trace, "q": "371"}
    opened = load_opened_line(line)
    assert (opened.recounted, opened.replays) == (
        Decimal("372.000"),
        True,
    )  # a trace knows nothing but itself


def test_still_opens_when_the_channel_was_set_up_otherwise_since():
    line = lines()[1]
    Channel.objects.update(step_minutes=15)
    opened = load_opened_line(line)
    assert (opened.days, opened.recounted) == ((), None)
    assert (opened.replays, len(opened.deliveries)) == (True, 1)


def test_adds_channels_of_one_metric():
    subscription = supplied_account()
    other = ChannelFactory(service_point=subscription.service_point, code="E2", step_minutes=60)
    store_readings(other, JANUARY, FEBRUARY, 100, RECEIVED_AT)
    drafted_run()
    line = load_opened_line(Invoice.objects.get().lines.get(position=2), JANUARY)
    assert line.recounted == Decimal(line.trace["q"]) == Decimal("446.400")
    assert (len(line.intervals), line.intervals[0].quantity) == (24, Decimal("0.600"))
    assert len(line.deliveries) == 2


def test_asks_the_same_number_of_questions_for_any_number_of_days(django_assert_max_num_queries):
    line = InvoiceLine.objects.get(pk=lines()[1].pk)
    with django_assert_max_num_queries(13):
        load_opened_line(line, JANUARY)
