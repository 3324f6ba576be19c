"""The intervals of a place."""

from datetime import date

import numpy as np
import pytest

from billing_site.demo.hours import SATURDAY, SUNDAY, WEEKDAY, month_hours
from billing_site.demo.places import ARIZONA, BAY_AREA, BRITAIN, SYDNEY


@pytest.mark.parametrize(
    ("place", "month", "step", "day", "count"),
    [
        (BAY_AREA, date(2026, 3, 1), 15, date(2026, 3, 8), 92),
        (BAY_AREA, date(2025, 11, 1), 15, date(2025, 11, 2), 100),
        (ARIZONA, date(2026, 3, 1), 15, date(2026, 3, 8), 96),
        (BRITAIN, date(2026, 3, 1), 30, date(2026, 3, 29), 46),
        (SYDNEY, date(2026, 4, 1), 30, date(2026, 4, 5), 50),
    ],
)
def test_days_of_a_clock_change_have_their_own_count(place, month, step, day, count):
    hours = month_hours(place, place.zone_name, month, step)
    assert (hours.day == np.datetime64(day).astype(int)).sum() == count


def test_a_month_of_another_clock_is_told_in_local_time():
    hours = month_hours(SYDNEY, "Etc/GMT-10", date(2026, 1, 1), 30)
    assert hours.count == 31 * 48
    # Market time knows no summer time, so the first interval is at one o'clock in Sydney.
    assert hours.minute[0] == 60
    assert hours.month[-1] == 2


def test_public_holidays_are_sundays():
    hours = month_hours(SYDNEY, SYDNEY.zone_name, date(2026, 1, 1), 60)
    day_types = hours.day_type[::24]
    # New Year's Day (a Thursday), Australia Day (Monday the 26th); the 3rd is a Saturday.
    assert [day_types[day - 1] for day in (1, 2, 3, 4, 26, 27)] == [
        SUNDAY,
        WEEKDAY,
        SATURDAY,
        SUNDAY,
        SUNDAY,
        WEEKDAY,
    ]


def test_summer_is_at_the_turn_of_the_year_in_the_south():
    january = month_hours(SYDNEY, SYDNEY.zone_name, date(2026, 1, 1), 60).summer.mean()
    july = month_hours(SYDNEY, SYDNEY.zone_name, date(2026, 7, 1), 60).summer.mean()
    assert january > 0.9
    assert july < 0.1
