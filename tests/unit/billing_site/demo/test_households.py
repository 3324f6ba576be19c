"""Homes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from billing_site.demo.hours import month_hours
from billing_site.demo.household_variety import ENGLAND, GREATER_PHOENIX, NEW_SOUTH_WALES, draw_household
from billing_site.demo.households import household_kwh
from billing_site.demo.months import later_month
from billing_site.demo.places import ARIZONA, BRITAIN, SYDNEY

FIRST = date(2025, 11, 1)


def home(area, number=0, **kwargs):
    return draw_household(area, FIRST, np.random.default_rng([1, number]), **kwargs)


def month(household, place, first, step=30):
    hours = month_hours(place, place.zone_name, first, step)
    return hours, *household_kwh(household, hours, np.random.default_rng([first.year, first.month]))


def year(household, place, step=60):
    both = [month(household, place, later_month(FIRST, k), step)[1:] for k in range(12)]
    return sum(taken.sum() for taken, _ in both), sum(given.sum() for _, given in both)


def test_nights_are_lower_than_evenings():
    totals = np.zeros(24)
    for number in range(10):
        hours, taken, _ = month(replace(home(ENGLAND, number), away=()), BRITAIN, date(2026, 1, 1))
        totals += np.bincount(hours.minute // 60, weights=taken)
    assert totals[2:5].mean() < 0.5 * totals[17:22].mean()


def test_a_year_is_near_the_plan_of_the_home():
    for place, area in ((BRITAIN, ENGLAND), (ARIZONA, GREATER_PHOENIX)):
        stay = [replace(home(area, number), away=()) for number in range(8)]
        used = sum(year(household, place)[0] for household in stay)
        assert used == pytest.approx(sum(h.kwh_per_year() for h in stay), rel=0.12)


def test_a_roof_gives_by_day_only_and_loses_nothing():
    with_roof = home(NEW_SOUTH_WALES, with_solar=True)
    hours, taken, given = month(with_roof, SYDNEY, date(2026, 1, 1))
    clock = hours.minute // 60
    assert not given[(clock < 5) | (clock >= 21)].any()
    assert given.sum() > 300
    _, used, nothing = month(replace(with_roof, solar_kw=0.0), SYDNEY, date(2026, 1, 1))
    assert not nothing.any()
    made = used.sum() - taken.sum() + given.sum()
    assert 110 < made / with_roof.solar_kw < 180
    assert (taken >= 0).all()
    assert (given >= 0).all()


def test_an_inverter_cuts_the_top():
    big = replace(home(NEW_SOUTH_WALES, with_solar=True), solar_kw=20.0, inverter_kw=5.0)
    _, _, given = month(big, SYDNEY, date(2026, 1, 1))
    assert given.max() <= 2.5


def test_people_away_leave_the_refrigerator_on():
    away = replace(home(ENGLAND), away=((date(2026, 1, 10), date(2026, 1, 20)),), heating_kwh=0.0)
    hours, taken, _ = month(away, BRITAIN, date(2026, 1, 1))
    days = np.bincount(hours.day - hours.day[0], weights=taken)
    # The evening of the departure may still have a machine running.
    assert days[10:18].max() < 0.5 * days[:9].mean()
    assert days[10:18].min() > 0.5 * away.standby_kw * 24


def test_a_heater_left_on_draws_day_and_night_on_its_days_only():
    august = date(2026, 8, 1)
    forgotten = replace(home(NEW_SOUTH_WALES), left_on=(date(2026, 8, 3), date(2026, 8, 5)))
    usual, used = (month(one, SYDNEY, august)[1] for one in (home(NEW_SOUTH_WALES), forgotten))
    more = (used - usual).reshape(31, 48)
    assert np.allclose(more[2:4], 1.2)
    assert np.allclose(np.delete(more, [2, 3], axis=0), 0)


def test_hot_months_need_cooling():
    household = replace(home(GREATER_PHOENIX), away=())
    assert (
        month(household, ARIZONA, date(2026, 7, 1))[1].sum()
        > 1.5 * month(household, ARIZONA, date(2026, 2, 1))[1].sum()
    )
