"""Season, day type and clock time to a bucket per interval."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.tou_calendar import HOLIDAY, HourWithoutBucket, SeasonSpan, TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import BERLIN, NEW_YORK, local_days

WEEKDAYS = frozenset(range(5))
PEAK = TouCalendar(
    "peak",
    ("peak", "off"),
    (TouWindow("peak", (), WEEKDAYS, 7 * 60, 19 * 60), TouWindow("off")),
)


def buckets(calendar, zone_name, first, end, step_minutes=60):
    """The bucket of each interval of the local days."""
    grid = IntervalGrid.filling(local_days(zone_name, first, end), step_minutes)
    return [calendar.buckets[number] for number in calendar.bucket_numbers(grid, zone_name)]


@pytest.mark.parametrize("step_minutes", [15, 30, 60])
def test_gives_an_interval_to_the_window_that_holds_its_start(step_minutes):
    per_hour = 60 // step_minutes
    monday = buckets(PEAK, "UTC", date(2026, 1, 5), date(2026, 1, 6), step_minutes)
    assert monday == ["off"] * 7 * per_hour + ["peak"] * 12 * per_hour + ["off"] * 5 * per_hour


def test_gives_a_quarter_hour_to_the_side_of_the_edge_on_which_it_starts():
    window = TouWindow("peak", (), WEEKDAYS, 7 * 60 + 30, 8 * 60)
    calendar = TouCalendar("c", ("peak", "off"), (window, TouWindow("off")))
    monday = buckets(calendar, "UTC", date(2026, 1, 5), date(2026, 1, 6), 15)
    assert [number for number, bucket in enumerate(monday) if bucket == "peak"] == [30, 31]


def test_takes_the_first_window_that_fits():
    windows = (TouWindow("b", (), frozenset({0})), TouWindow("a"))
    calendar = TouCalendar("c", ("a", "b"), windows)
    days = buckets(calendar, "UTC", date(2026, 1, 4), date(2026, 1, 7))
    assert days == ["a"] * 24 + ["b"] * 24 + ["a"] * 24


@pytest.mark.parametrize(
    ("zone_name", "day", "hours", "peak_hours"),
    [
        (NEW_YORK, date(2026, 3, 8), 23, 0),
        (NEW_YORK, date(2026, 11, 1), 25, 0),
        (BERLIN, date(2026, 3, 29), 23, 0),
        (BERLIN, date(2026, 10, 25), 25, 0),
        (NEW_YORK, date(2026, 3, 9), 24, 12),
        (BERLIN, date(2026, 10, 26), 24, 12),
    ],
)
def test_follows_the_clock_of_the_service_point_over_its_changes(zone_name, day, hours, peak_hours):
    found = buckets(PEAK, zone_name, day, date.fromordinal(day.toordinal() + 1))
    assert (len(found), found.count("peak")) == (hours, peak_hours)


@pytest.mark.parametrize(
    ("zone_name", "day", "night_hours"),
    [
        (NEW_YORK, date(2026, 3, 8), 3),  # 2:00 to 3:00 does not exist
        (NEW_YORK, date(2026, 11, 1), 5),  # 1:00 to 2:00 exists twice
        (BERLIN, date(2026, 3, 29), 3),
        (BERLIN, date(2026, 10, 25), 5),
        (BERLIN, date(2026, 10, 26), 4),
    ],
)
def test_counts_the_hour_that_is_missing_or_comes_twice(zone_name, day, night_hours):
    calendar = TouCalendar("c", ("night", "day"), (TouWindow("night", to_minute=240), TouWindow("day")))
    found = buckets(calendar, zone_name, day, date.fromordinal(day.toordinal() + 1))
    assert found.count("night") == night_hours


def test_keeps_local_time_in_a_zone_of_half_hours():
    found = buckets(PEAK, "Asia/Kolkata", date(2026, 1, 5), date(2026, 1, 6), 30)
    assert found == ["off"] * 14 + ["peak"] * 24 + ["off"] * 10


def test_treats_a_holiday_as_no_weekday():
    calendar = TouCalendar("c", PEAK.buckets, PEAK.windows, HolidayRule("US"))
    # 4 July 2026 is a Saturday; Friday is kept in its place.
    days = [buckets(calendar, NEW_YORK, date(2026, 7, day), date(2026, 7, day + 1)) for day in (2, 3, 4, 6)]
    assert [day.count("peak") for day in days] == [12, 0, 0, 12]


def test_can_price_holidays_by_themselves():
    windows = (TouWindow("holiday", (), frozenset({HOLIDAY})), *PEAK.windows)
    calendar = TouCalendar("c", ("holiday", *PEAK.buckets), windows, HolidayRule("US", observed=False))
    friday = buckets(calendar, NEW_YORK, date(2026, 7, 3), date(2026, 7, 4))
    saturday = buckets(calendar, NEW_YORK, date(2026, 7, 4), date(2026, 7, 5))
    assert (friday.count("peak"), friday.count("holiday")) == (12, 0)
    assert saturday == ["holiday"] * 24


def test_finds_the_holidays_of_both_years_of_a_period_over_new_year():
    calendar = TouCalendar("c", PEAK.buckets, PEAK.windows, HolidayRule("US"))
    # Friday 25 December, Thursday 31 December, Friday 1 January.
    found = buckets(calendar, NEW_YORK, date(2026, 12, 25), date(2027, 1, 2))
    assert [found[day * 24 : day * 24 + 24].count("peak") for day in (0, 6, 7)] == [0, 12, 0]


def test_knows_a_season_that_passes_new_year_by_its_first_and_last_day():
    windows = (TouWindow("winter", (SeasonSpan((11, 15), (2, 29)),)), TouWindow("summer"))
    calendar = TouCalendar("c", ("winter", "summer"), windows)
    first_hours = {
        day: buckets(calendar, "UTC", day, date.fromordinal(day.toordinal() + 1))[0]
        for day in (
            *(date(2023, 11, 14), date(2023, 11, 15), date(2023, 12, 31)),
            *(date(2024, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)),
        )
    }
    assert list(first_hours.values()) == ["summer", *["winter"] * 5, "summer"]


def test_knows_several_spans_of_one_season():
    spans = (SeasonSpan((4, 1), (4, 30)), SeasonSpan((10, 1), (10, 31)))
    calendar = TouCalendar("c", ("mild", "rest"), (TouWindow("mild", spans), TouWindow("rest")))
    found = buckets(calendar, "UTC", date(2026, 1, 1), date(2027, 1, 1))
    assert found.count("mild") == (30 + 31) * 24


def test_names_the_first_local_hour_that_no_window_holds():
    calendar = TouCalendar("gaps", ("day",), (TouWindow("day", from_minute=60),))
    with pytest.raises(HourWithoutBucket, match=r"'gaps' has no bucket for Sunday 2026-03-29 00:00"):
        buckets(calendar, BERLIN, date(2026, 3, 29), date(2026, 3, 30))


def test_finds_no_gap_where_the_missing_hour_would_be():
    # Nothing holds 2:00 to 3:00, an hour which this day does not have.
    windows = (TouWindow("day", to_minute=120), TouWindow("day", from_minute=180))
    calendar = TouCalendar("c", ("day",), windows)
    assert buckets(calendar, BERLIN, date(2026, 3, 29), date(2026, 3, 30)) == ["day"] * 23
    with pytest.raises(HourWithoutBucket, match="Monday 2026-03-30 02:00"):
        buckets(calendar, BERLIN, date(2026, 3, 30), date(2026, 3, 31))


def test_computes_a_vector_once_and_keeps_it_from_being_changed():
    grid = IntervalGrid(datetime(2026, 1, 5, tzinfo=UTC), 60, 24)
    numbers = PEAK.bucket_numbers(grid, "UTC")
    assert numbers.dtype == np.int64
    assert PEAK.bucket_numbers(grid, "UTC") is numbers
    with pytest.raises(ValueError, match="read-only"):
        numbers[0] = 1
