"""The published profiles."""

from datetime import date

import numpy as np
import pytest

from billing_site.demo.hours import month_hours, year_hours
from billing_site.demo.places import BRITAIN, HOLLAND, SYDNEY
from billing_site.demo.standard_profiles import electricity_profile, hourly_activity, household_season


@pytest.mark.parametrize("name", ["H0", "G0", "G1", "G3", "L0"])
def test_average_of_a_year_is_one(name):
    assert electricity_profile(name, year_hours(BRITAIN, 2026)).mean() == pytest.approx(1, abs=0.03)


def test_holds_the_published_values_in_proportion():
    january = month_hours(BRITAIN, BRITAIN.zone_name, date(2026, 1, 1), 15)
    profile = electricity_profile("H0", january)
    # Tuesday 6 January: H0, winter, weekday, 00:00 and 00:15 are 67.60 and 60.84 W.
    first = 5 * 96
    assert profile[first + 1] / profile[first] == pytest.approx(60.84 / 67.60)


def test_a_longer_interval_is_the_mean_of_its_quarters():
    quarters, halves = (
        electricity_profile("G1", month_hours(BRITAIN, BRITAIN.zone_name, date(2026, 2, 1), step))
        for step in (15, 30)
    )
    assert np.allclose(quarters.reshape(-1, 2).mean(axis=1), halves)


def test_later_people_have_the_same_day_later():
    hours = month_hours(BRITAIN, BRITAIN.zone_name, date(2026, 2, 1), 15)
    early, late = (electricity_profile("H0", hours, shift) for shift in (0, 4))
    # Within a Wednesday, since the next day has another curve.
    assert np.array_equal(early[3 * 96 : 4 * 96 - 4], late[3 * 96 + 4 : 4 * 96])


def test_evenings_are_higher_than_nights_and_works_rest_on_sundays():
    hours = month_hours(BRITAIN, BRITAIN.zone_name, date(2026, 2, 1), 30)
    clock = hours.minute // 60
    homes = electricity_profile("H0", hours)
    assert homes[clock == 19].mean() > 3 * homes[clock == 3].mean()
    offices = electricity_profile("G1", hours)
    sunday, monday = offices[:48], offices[48:96]
    assert monday.max() > 5 * sunday.max()


def test_southern_homes_use_most_in_july():
    july, january = (
        household_season(month_hours(SYDNEY, SYDNEY.zone_name, date(2026, month, 1), 60)).mean()
        for month in (7, 1)
    )
    assert july > 1.15
    assert january < 0.85


def test_calls_are_made_on_working_days():
    hours = month_hours(HOLLAND, HOLLAND.zone_name, date(2026, 2, 1), 60)
    calls = hourly_activity("CALLS", hours).reshape(-1, 24).sum(axis=1)
    # 1 February is a Sunday.
    assert calls[:8].tolist() == [27, 1000, 1000, 1000, 1000, 1000, 143, 27]
