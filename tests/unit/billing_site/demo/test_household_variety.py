"""Homes as different as those of a street."""

from datetime import date

import numpy as np

from billing_site.demo.household_variety import ENGLAND, NEW_SOUTH_WALES, draw_household

FIRST = date(2025, 11, 1)


def homes(area, count, **kwargs):
    return [draw_household(area, FIRST, np.random.default_rng([7, n]), **kwargs) for n in range(count)]


def test_the_same_number_is_the_same_home():
    assert homes(ENGLAND, 5) == homes(ENGLAND, 5)


def test_homes_differ_in_size_and_are_plausible():
    yearly = np.array([home.kwh_per_year() for home in homes(ENGLAND, 200)])
    assert 2000 < np.median(yearly) < 3500
    assert yearly.max() > 3 * yearly.min()
    assert yearly.min() > 800


def test_weeks_away_lie_in_months_in_which_people_travel():
    journeys = [journey for home in homes(ENGLAND, 100) for journey in home.away]
    assert 60 < len(journeys) < 160
    assert {start.month for start, _ in journeys} == set(ENGLAND.holiday_months)
    assert all(5 <= (end - start).days <= 20 for start, end in journeys)


def test_only_some_have_a_roof():
    assert not any(home.solar_kw for home in homes(NEW_SOUTH_WALES, 20))
    assert {home.solar_kw for home in homes(NEW_SOUTH_WALES, 60, with_solar=True)} == set(
        NEW_SOUTH_WALES.solar_kw
    )
