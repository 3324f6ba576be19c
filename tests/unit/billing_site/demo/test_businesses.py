"""Companies' sites."""

from datetime import date

import numpy as np
import pytest

from billing_site.demo.businesses import business_kwh, draw_large_customer, draw_small_business
from billing_site.demo.hours import month_hours
from billing_site.demo.places import BRITAIN, LOS_ANGELES


def month(site, place, first, step):
    hours = month_hours(place, place.zone_name, first, step)
    return hours, business_kwh(site, hours, np.random.default_rng(5))


@pytest.mark.parametrize(("peak_kw", "profile"), [(900, "G0"), (820, "G1"), (1500, "G3")])
def test_large_customers_peak_in_summer_and_above_500_kw(peak_kw, profile):
    site = draw_large_customer(peak_kw, profile, np.random.default_rng(3))
    _, summer = month(site, LOS_ANGELES, date(2026, 8, 1), 15)
    _, winter = month(site, LOS_ANGELES, date(2026, 2, 1), 15)
    assert 500 < summer.max() * 4 < 1.3 * peak_kw
    assert summer.max() > 1.05 * winter.max()


def test_offices_rest_on_holidays():
    site = draw_large_customer(820, "G1", np.random.default_rng(3))
    _, kwh = month(site, LOS_ANGELES, date(2026, 7, 1), 15)
    days = kwh.reshape(31, 96).sum(axis=1)
    # Friday the 3rd stands for Independence Day, a Saturday in 2026; the 2nd is a working day.
    assert days[2] < 0.7 * days[1]


def test_small_businesses_use_some_ten_thousand_a_year():
    for number in range(10):
        site = draw_small_business(np.random.default_rng(number))
        _, kwh = month(site, BRITAIN, date(2026, 2, 1), 30)
        assert 300 < kwh.sum() < 5000
        assert (kwh >= 0).all()
