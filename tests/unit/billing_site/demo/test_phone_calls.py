"""Business lines."""

from datetime import date

import numpy as np
import pytest

from billing_site.demo.hours import month_hours
from billing_site.demo.phone_calls import PhoneLine, call_thousandths
from billing_site.demo.places import HOLLAND

HOURS = month_hours(HOLLAND, HOLLAND.zone_name, date(2026, 2, 1), 60)


def test_calls_fall_into_working_hours():
    minutes = call_thousandths(PhoneLine(20), HOURS, np.random.default_rng(2))
    at_night = (HOURS.minute < 6 * 60) | (HOURS.minute >= 22 * 60)
    assert not minutes[at_night].any()
    by_day = minutes.reshape(-1, 24).sum(axis=1)
    assert by_day[1:6].mean() > 3 * by_day[[0, 6]].mean()


def test_a_call_lasts_a_minute_at_least():
    minutes = call_thousandths(PhoneLine(3, median_s=5), HOURS, np.random.default_rng(2))
    assert minutes[minutes > 0].min() == 1000


def test_a_month_is_near_its_calls():
    minutes = call_thousandths(PhoneLine(30, median_s=120), HOURS, np.random.default_rng(2))
    # 20 working days; the mean of a lognormal of sigma 0.9 is 1.5 medians.
    assert minutes.sum() / 1000 == pytest.approx(20 * 30 * 3.0, rel=0.15)
