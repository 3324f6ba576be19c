"""The sun over a roof."""

from datetime import date

import numpy as np

from billing_site.demo.hours import month_hours, year_hours
from billing_site.demo.places import BRITAIN, SYDNEY
from billing_site.demo.sunshine import solar_output, sun_height


def test_gives_nothing_at_night():
    hours = month_hours(SYDNEY, SYDNEY.zone_name, date(2026, 1, 1), 30)
    clock = hours.minute // 60
    output = solar_output(hours)
    assert not output[(clock < 5) | (clock >= 21)].any()
    assert output[clock == 13].min() > 0


def test_is_highest_at_noon_and_at_the_right_height():
    hours = year_hours(BRITAIN, 2026)
    # 90° - 52.5° + 23.45° on the longest day.
    assert abs(np.degrees(np.arcsin(sun_height(hours).max())) - 60.9) < 0.5
    assert 11 <= (np.argmax(solar_output(hours)) % 24) <= 13


def test_a_year_of_a_kilowatt_is_that_of_the_place():
    assert 1300 < solar_output(year_hours(SYDNEY, 2026)).sum() < 1550
    assert 800 < solar_output(year_hours(BRITAIN, 2026)).sum() < 1000


def test_southern_winters_are_in_july():
    january, july = (
        solar_output(month_hours(SYDNEY, SYDNEY.zone_name, date(2026, month, 1), 60)).sum()
        for month in (1, 7)
    )
    assert january > 1.4 * july
