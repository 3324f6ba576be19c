"""Invented weather."""

from datetime import date

import numpy as np

from billing_site.demo.hours import month_hours, year_hours
from billing_site.demo.places import ARIZONA, BRITAIN, SYDNEY
from billing_site.demo.weather import degree_hours, weather_at


def test_a_month_has_the_same_weather_whatever_else_is_asked_for():
    year = year_hours(ARIZONA, 2026)
    may = month_hours(ARIZONA, "UTC", date(2026, 5, 1), 60)
    in_year = np.isin(year.utc_s, may.utc_s)
    # The first and last local day of a span are cut, not changed.
    assert np.array_equal(weather_at(year).temperature_c[in_year], weather_at(may).temperature_c)
    assert np.array_equal(weather_at(year).clearness[in_year], weather_at(may).clearness)


def test_winters_and_summers_are_those_of_the_place():
    def mean(place, month):
        return weather_at(month_hours(place, place.zone_name, date(2026, month, 1), 60)).temperature_c.mean()

    assert 2 < mean(BRITAIN, 1) < 7
    assert 14 < mean(BRITAIN, 7) < 20
    assert 32 < mean(ARIZONA, 7) < 38
    assert mean(SYDNEY, 1) > mean(SYDNEY, 7) + 7


def test_afternoons_are_warmer_than_mornings():
    hours = month_hours(BRITAIN, BRITAIN.zone_name, date(2026, 6, 1), 60)
    temperature = weather_at(hours).temperature_c
    assert temperature[hours.minute == 15 * 60].mean() > temperature[hours.minute == 4 * 60].mean() + 3


def test_clearness_is_a_share():
    clearness = weather_at(year_hours(ARIZONA, 2026)).clearness
    assert clearness.min() > 0.1
    assert clearness.max() <= 0.97
    assert weather_at(year_hours(BRITAIN, 2026)).clearness.mean() < clearness.mean()


def test_arizona_needs_cooling_and_britain_does_not():
    assert degree_hours(ARIZONA, 24, above=True) > 50 * degree_hours(BRITAIN, 24, above=True)
    assert degree_hours(BRITAIN, 15, above=False) > 5 * degree_hours(ARIZONA, 15, above=False)
