"""Which band holds, and when the next one begins."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.plan_terms import RateBand, RateGroup
from pricing.rating.prices.rate_clock import RateClock, rate_clock
from tests.unit.pricing.rating.builders import BERLIN

GROUPS = (RateGroup(Decimal(0), Decimal(1), Decimal(1), Decimal(1)),)
WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})


def band(hour, weekdays, minute=0):
    return RateBand(hour * 3600 + minute * 60, frozenset(weekdays), Decimal(0), GROUPS)


DAY_NIGHT_WEEKEND = (band(8, WORKDAYS), band(18, WORKDAYS), band(0, WEEKEND))


def clock(*bands, zone_name="UTC", holidays=None):
    return RateClock(bands, zone_name, holidays)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "number", "change"),
    [
        ("2026-01-07 07:59:59", 1, "2026-01-07 08:00"),  # Wednesday: the evening before goes on past midnight
        ("2026-01-07 08:00", 0, "2026-01-07 18:00"),
        ("2026-01-07 18:00", 1, "2026-01-08 08:00"),
        ("2026-01-09 23:59", 1, "2026-01-10 00:00"),  # Friday night: the weekend begins
        ("2026-01-10 12:00", 2, "2026-01-11 00:00"),
        ("2026-01-12 03:00", 2, "2026-01-12 08:00"),  # Monday: until the day band begins
    ],
)
def test_a_band_holds_until_the_next_one_begins(instant, number, change):
    at_place = clock(*DAY_NIGHT_WEEKEND)
    assert (at_place.band_at(at(instant)), at_place.next_change(at(instant))) == (number, at(change))


def test_goes_by_the_clock_of_the_place():
    at_place = clock(*DAY_NIGHT_WEEKEND, zone_name=BERLIN)
    assert at_place.band_at(at("2026-01-07 06:59")) == 1
    assert at_place.band_at(at("2026-01-07 07:00")) == 0
    assert at_place.next_change(at("2026-07-07 07:00")) == at("2026-07-07 16:00")


def test_lets_a_holiday_have_prices_of_its_own():
    rule = HolidayRule(listed=(date(2026, 1, 7),))
    with_holidays = clock(*DAY_NIGHT_WEEKEND, band(0, {7}), holidays=rule)
    assert with_holidays.band_at(at("2026-01-07 12:00")) == 3
    assert with_holidays.band_at(at("2026-01-08 07:00")) == 3
    assert with_holidays.band_at(at("2026-01-08 08:00")) == 0
    # Where no band names holidays, they are days like others.
    assert clock(*DAY_NIGHT_WEEKEND, holidays=rule).band_at(at("2026-01-07 12:00")) == 0


def test_begins_twice_in_an_hour_that_comes_twice_and_late_in_one_that_is_skipped():
    at_place = clock(band(0, range(7)), band(2, range(7), 30), zone_name=BERLIN)
    assert at_place.next_change(at("2026-10-25 00:00")) == at("2026-10-25 00:30")
    assert at_place.next_change(at("2026-10-25 00:30")) == at("2026-10-25 01:30")
    # 02:30 does not exist on 29 March: at 01:00 UTC the clock jumps from 02:00 to 03:00.
    assert at_place.next_change(at("2026-03-29 00:00")) == at("2026-03-29 01:00")


def test_knows_no_band_where_none_ever_begins():
    assert clock().band_at(at("2026-01-07 12:00")) is None
    assert clock().next_change(at("2026-01-07 12:00")) is None


def test_keeps_a_clock_for_the_same_bands_and_place():
    assert rate_clock(DAY_NIGHT_WEEKEND, "UTC", None) is rate_clock(tuple(DAY_NIGHT_WEEKEND), "UTC", None)
    assert rate_clock(DAY_NIGHT_WEEKEND, "UTC", None) is not rate_clock(DAY_NIGHT_WEEKEND, BERLIN, None)
