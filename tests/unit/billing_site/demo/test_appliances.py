"""Appliances."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from billing_site.demo.appliances import CAR, COOKER, KETTLE, NIGHT_WATER_HEATER, appliance_kwh
from billing_site.demo.hours import month_hours
from billing_site.demo.places import BRITAIN

HOURS = month_hours(BRITAIN, BRITAIN.zone_name, date(2026, 1, 1), 30)
ALWAYS = np.ones(HOURS.count)


def used(appliance, *, activity=ALWAYS, presence=ALWAYS, seed=1):
    return appliance_kwh(np.random.default_rng(seed), appliance, HOURS, activity, presence)


def test_uses_on_average_what_it_says():
    often = replace(KETTLE, uses_per_day=20.0)
    assert used(often).sum() == pytest.approx(often.kwh_per_day * 31, rel=0.1)
    assert used(often.times(0.5)).sum() == pytest.approx(often.kwh_per_day * 31 / 2, rel=0.15)


def test_is_not_used_when_nobody_is_there():
    assert not used(COOKER, presence=np.zeros(HOURS.count)).any()
    half = np.where(np.arange(HOURS.count) < HOURS.count // 2, 1.0, 0.0)
    assert not used(COOKER, presence=half)[HOURS.count // 2 + 5 :].any()


def test_a_timer_starts_it_once_a_day():
    kwh = used(NIGHT_WATER_HEATER)
    starts = (kwh[1:] > 0) & (kwh[:-1] == 0)
    assert set(HOURS.minute[1:][starts]) == {23 * 60}
    assert starts.sum() == 31


def test_a_car_is_charged_from_the_evening_on():
    kwh = used(CAR)
    assert not kwh[(HOURS.minute >= 8 * 60) & (HOURS.minute < 18 * 60)].any()
    assert kwh.max() == pytest.approx(3.6)
