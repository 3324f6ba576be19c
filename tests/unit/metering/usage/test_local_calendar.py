"""Local days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone
from metering.usage.periods import Period
from tests.unit.metering.usage.zones import zone_names

BERLIN = LocalCalendar("Europe/Berlin")
days = st.dates(date(1995, 1, 1), date(2037, 12, 30))


def hours(period: Period) -> float:
    return period.duration / timedelta(hours=1)


def test_a_day_begins_at_local_midnight():
    assert BERLIN.day_start(date(2026, 1, 15)) == datetime(2026, 1, 14, 23, tzinfo=UTC)
    assert BERLIN.day_start(date(2026, 7, 15)) == datetime(2026, 7, 14, 22, tzinfo=UTC)
    assert LocalCalendar("Asia/Kolkata").day_start(date(2026, 1, 15)) == datetime(
        2026, 1, 14, 18, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("zone_name", "day", "length", "quarters"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23, 92),
        ("Europe/Berlin", date(2026, 3, 30), 24, 96),
        ("Europe/Berlin", date(2026, 10, 25), 25, 100),
        ("America/New_York", date(2026, 3, 8), 23, 92),
        ("America/New_York", date(2026, 11, 1), 25, 100),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5, 98),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5, 94),
        ("Australia/Brisbane", date(2026, 10, 4), 24, 96),
        ("Asia/Kolkata", date(2026, 3, 29), 24, 96),
        ("America/Sao_Paulo", date(2018, 11, 4), 23, 92),
        ("America/Havana", date(2026, 11, 1), 25, 100),
    ],
)
def test_a_day_of_a_clock_change_is_shorter_or_longer(zone_name, day, length, quarters):
    calendar = LocalCalendar(zone_name)
    assert hours(calendar.day(day)) == length
    assert calendar.interval_count(day, 15) == quarters


def test_a_day_whose_midnight_is_skipped_begins_at_one():
    start = LocalCalendar("America/Sao_Paulo").day_start(date(2018, 11, 4))
    assert start == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_a_day_must_be_a_whole_number_of_steps():
    with pytest.raises(
        ValueError, match="2026-04-05 in Australia/Lord_Howe is not a whole number of 60-minute"
    ):
        LocalCalendar("Australia/Lord_Howe").interval_count(date(2026, 4, 5), 60)


def test_a_date_that_the_zone_skipped_is_no_day():
    with pytest.raises(ValueError, match="must end after it starts"):
        LocalCalendar("Pacific/Apia").day(date(2011, 12, 30))


def test_a_span_of_days_is_counted_in_dates():
    march = BERLIN.span(date(2026, 3, 1), date(2026, 4, 1))
    assert (BERLIN.day_count(march), hours(march)) == (31, 31 * 24 - 1)
    assert list(BERLIN.dates(march)) == [date(2026, 3, day) for day in range(1, 32)]


def test_dates_are_those_a_span_touches():
    evening = Period(datetime(2026, 1, 1, 22, tzinfo=UTC), datetime(2026, 1, 1, 23, 15, tzinfo=UTC))
    assert list(BERLIN.dates(evening)) == [date(2026, 1, 1), date(2026, 1, 2)]
    assert list(LocalCalendar("UTC").dates(evening)) == [date(2026, 1, 1)]


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "Europe"])
def test_refuses_a_zone_that_is_not_known(name):
    with pytest.raises(UnknownTimeZone, match="is not an IANA time zone"):
        LocalCalendar(name)


@given(zone_names, days)
def test_days_tile(zone_name, day):
    calendar = LocalCalendar(zone_name)
    before, after = calendar.day(day), calendar.day(day + timedelta(days=1))
    assert before.end == after.start
    assert hours(before) in (23, 23.5, 24, 24.5, 25)


@given(zone_names, days)
def test_a_day_holds_the_instants_of_its_date_and_no_others(zone_name, day):
    calendar = LocalCalendar(zone_name)
    period = calendar.day(day)
    second = timedelta(seconds=1)
    assert calendar.local_date(period.start) == calendar.local_date(period.end - second) == day
    assert calendar.local_date(period.start - second) < day < calendar.local_date(period.end)
    assert list(calendar.dates(period)) == [day]
