"""The calendar has, at every hour of the year, the bucket of the period that the schedule has there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metering.usage.interval_grid import IntervalGrid
from pricing.plan_documents.calendar_coverage import coverage_problems
from pricing.plan_documents.calendar_terms import tou_calendar
from pricing.urdb.schedule_calendar import schedule_calendar
from pricing.urdb.schedules import Schedule
from tests.unit.pricing.urdb.records import hours

GRID = IntervalGrid(datetime(2024, 1, 1, tzinfo=UTC), 60, 366 * 24)
PERIODS = 4


def rows(row):
    """12 rows, of which many are alike, as in records."""
    return st.lists(row, min_size=1, max_size=3).flatmap(
        lambda kinds: st.lists(st.sampled_from(kinds), min_size=12, max_size=12)
    )


# A day of a few runs, and now and then a different period each hour.
DAYS = st.one_of(
    st.lists(st.tuples(st.integers(0, PERIODS - 1), st.integers(1, 12)), min_size=1, max_size=6).map(
        lambda runs: tuple([period for period, length in runs for _ in range(length)] * 24)[:24]
    ),
    st.lists(st.integers(0, PERIODS - 1), min_size=24, max_size=24).map(tuple),
)


def calendar_of(weekday, weekend, holidays=None):
    schedule = Schedule(tuple(weekday), tuple(weekend))
    names = {period: f"period_{period}" for period in schedule.periods}
    return schedule, schedule_calendar(schedule, names, holidays)


@settings(max_examples=80, deadline=None)
@given(rows(DAYS), rows(DAYS), st.booleans())
def test_every_hour_has_the_bucket_of_its_period(weekday, weekend, has_holidays):
    schedule, document = calendar_of(weekday, weekend, {"dates": ["2024-05-15"]} if has_holidays else None)
    calendar = tou_calendar("energy", document)
    numbers = calendar.bucket_numbers(GRID, "UTC")
    for hour, number in enumerate(numbers):
        day = datetime(2024, 1, 1) + timedelta(hours=hour)  # noqa: DTZ001 - by the clock
        is_free = day.weekday() >= 5 or (has_holidays and (day.month, day.day) == (5, 15))
        rows_of_day = schedule.weekend if is_free else schedule.weekday
        assert calendar.buckets[number] == f"period_{rows_of_day[day.month - 1][day.hour]}", day


@settings(max_examples=40, deadline=None)
@given(rows(DAYS), rows(DAYS))
def test_has_no_window_that_never_applies(weekday, weekend):
    _, document = calendar_of(weekday, weekend)
    assert list(coverage_problems("energy", document, "$")) == []


def test_reads_like_a_tariff_sheet():
    summer = range(5, 9)
    weekday = hours(0, hot={range(16, 21): 1}, months=summer)
    _, document = calendar_of(map(tuple, weekday), map(tuple, hours(0)))
    assert document == {
        "buckets": ["period_0", "period_1"],
        "seasons": {"winter": [["10-01", "05-31"]], "summer": [["06-01", "09-30"]]},
        "windows": [
            {"bucket": "period_0", "season": "winter"},
            {"bucket": "period_1", "season": "summer", "days": ["weekday"], "from": "16:00", "to": "21:00"},
            {"bucket": "period_0", "season": "summer"},
        ],
    }


def test_joins_the_hours_past_midnight_and_equal_days():
    row = tuple(1 if hour >= 21 or hour < 7 else 0 for hour in range(24))
    _, document = calendar_of([row] * 12, [row] * 12)
    assert document["windows"] == [
        {"bucket": "period_1", "from": "21:00", "to": "07:00"},
        {"bucket": "period_0"},
    ]
    assert "seasons" not in document


@pytest.mark.parametrize("has_holidays", [True, False])
def test_names_holidays_beside_weekends(has_holidays):
    _, document = calendar_of([(0,) * 24] * 12, [(1,) * 24] * 12, {"country": "US"} if has_holidays else None)
    days = ["weekend", "holiday"] if has_holidays else ["weekend"]
    assert document["windows"] == [{"bucket": "period_1", "days": days}, {"bucket": "period_0"}]
    assert ("holidays" in document) is has_holidays
