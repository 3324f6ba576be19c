"""The usage in each time-of-use bucket."""

from datetime import date
from decimal import Decimal

import pytest

from metering.usage.reading_quality import ReadingQuality
from pricing.rating.determinants.bucket_total import measure_bucket_total
from pricing.rating.plan_terms import BucketTotal
from pricing.rating.tou_calendar import HourWithoutBucket, TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import (
    BERLIN,
    METRIC,
    NEW_YORK,
    batch,
    local_days,
    request,
    series,
    terms,
)

NIGHT = TouCalendar("night", ("never", "night", "day"), (TouWindow("night", to_minute=360), TouWindow("day")))
PLAN = terms(calendars={"night": NIGHT})
DETERMINANT = BucketTotal(METRIC, "night")


def measured(day, step_minutes=60, zone_name="UTC"):
    usage = series(day, step_minutes, 1)
    counted = measure_bucket_total(DETERMINANT, request(PLAN, day, usage, zone_name=zone_name).as_batch())
    return {each.bucket: each.quantities[0] for each in counted}


@pytest.mark.parametrize(
    ("zone_name", "day", "night_hours", "day_hours"),
    [
        (NEW_YORK, 308, 5, 18),
        (NEW_YORK, 1101, 7, 18),
        (BERLIN, 329, 5, 18),
        (BERLIN, 1025, 7, 18),
        (BERLIN, 1026, 6, 18),
    ],
)
@pytest.mark.parametrize("step_minutes", [15, 30, 60])
def test_sums_by_the_local_clock_on_days_of_any_length(zone_name, day, night_hours, day_hours, step_minutes):
    first = date(2026, day // 100, day % 100)
    period = local_days(zone_name, first, date(2026, day // 100, day % 100 + 1))
    per_hour = 60 // step_minutes
    assert measured(period, step_minutes, zone_name) == {
        "night": night_hours * per_hour,
        "day": day_hours * per_hour,
    }


def test_leaves_out_a_bucket_that_does_not_occur():
    assert list(measured(local_days("UTC", date(2026, 1, 1), date(2026, 1, 2)))) == ["night", "day"]


def test_keeps_accounts_apart_and_counts_the_estimated_intervals_of_the_bucket():
    day = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
    rows = [series(day, 60, range(24), decimals=1), series(day, 60, 0, decimals=1)]
    rows[1].qualities[5:8] = ReadingQuality.ESTIMATED
    night, rest = measure_bucket_total(DETERMINANT, batch(PLAN, day, rows))
    assert night.quantities == [Decimal("1.5"), Decimal(0)]
    assert rest.quantities == [Decimal("26.1"), Decimal(0)]
    assert night.account_facts == [{"n": 6}, {"n": 6, "e": 1}]
    assert rest.account_facts == [{"n": 18}, {"n": 18, "e": 2}]
    assert night.facts == {"of": "bucket_total", "m": METRIC, "b": "night"}


def test_refuses_an_hour_that_lies_in_no_bucket():
    gap = TouCalendar("night", ("night",), (TouWindow("night", to_minute=360),))
    day = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
    with pytest.raises(HourWithoutBucket, match="Thursday 2026-01-01 06:00"):
        measure_bucket_total(
            DETERMINANT, request(terms(calendars={"night": gap}), day, series(day, 60, 1)).as_batch()
        )
