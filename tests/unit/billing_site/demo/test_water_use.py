"""Households' water."""

from dataclasses import replace
from datetime import date

import numpy as np

from billing_site.demo.hours import month_hours
from billing_site.demo.places import ALGARVE
from billing_site.demo.water_use import WaterUser, draw_water_user, water_litres


def month(user, first=date(2026, 2, 1)):
    hours = month_hours(ALGARVE, ALGARVE.zone_name, first, 60)
    return hours, water_litres(user, hours, np.random.default_rng(1))


def test_a_person_uses_about_a_hundred_litres_a_day():
    _, litres = month(WaterUser(persons=10))
    assert 100 < litres.sum() / 28 / 10 < 160


def test_mornings_and_evenings_are_busy_and_nights_are_not():
    hours, litres = month(WaterUser(persons=10))
    by_hour = np.bincount(hours.minute // 60, weights=litres)
    assert by_hour[8] > 5 * by_hour[4]
    assert by_hour[18] > 5 * by_hour[4]


def test_gardens_are_watered_in_summer():
    user = WaterUser(persons=2, garden_litres=300)
    _, winter = month(user)
    _, summer = month(user, date(2026, 8, 1))
    assert summer.sum() > 1.4 * winter.sum()


def test_an_empty_house_uses_nothing_but_a_leak_runs():
    away = (date(2026, 2, 1), date(2026, 3, 1))
    user = WaterUser(persons=3, away=(away,))
    assert not month(user)[1].any()
    leaking = replace(user, leaking=(date(2026, 2, 10), date(2026, 2, 12)), leak_litres=12)
    assert month(leaking)[1].sum() == 48 * 12


def test_households_differ():
    users = [draw_water_user(np.random.default_rng(number), ()) for number in range(40)]
    assert len({user.persons for user in users}) == 40
    assert 5 < sum(user.garden_litres > 0 for user in users) < 25
