"""Usage of somebody typical."""

from datetime import date
from decimal import Decimal

import pytest

from pricing.plan_documents.sample_usage import PROFILES, sample_usage

HOUSEHOLD, SHOP, FACTORY, FLAT = PROFILES
JANUARY, FEBRUARY, JULY, AUGUST = (date(2027, month, 1) for month in (1, 2, 7, 8))


def total(profile, metric="ELECTRICITY_IMPORT", unit="kWh", span=(JANUARY, FEBRUARY)) -> Decimal:
    return sample_usage(profile, metric, unit, *span).series.total()


def test_is_the_same_every_time():
    assert total(HOUSEHOLD) == Decimal("367.536")
    first, second = (sample_usage(SHOP, "ELECTRICITY_IMPORT", "kWh", JANUARY, FEBRUARY) for _ in range(2))
    assert (first.series.quantities == second.series.quantities).all()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.code)
def test_is_about_what_its_label_says_in_a_year(profile):
    year = total(profile, span=(JANUARY, date(2028, 1, 1)))
    # A shop and a factory rest at weekends, but a profile's day has its kWh on every day.
    assert abs(year / (profile.daily_kwh * 365) - 1) < Decimal("0.03")


def test_fills_the_period_in_steps_of_five_minutes_without_a_gap():
    usage = sample_usage(FLAT, "ELECTRICITY_IMPORT", "kWh", JANUARY, FEBRUARY)
    assert (usage.series.grid.step_minutes, usage.series.grid.count) == (5, 31 * 288)
    assert usage.missing_by_channel == {"flat profile": 0}
    assert usage.series.missing_count() == 0


def test_has_an_evening_peak_at_home_and_none_in_a_flat_profile():
    home = sample_usage(HOUSEHOLD, "ELECTRICITY_IMPORT", "kWh", JANUARY, FEBRUARY).series.quantities[:288]
    assert home.reshape(24, 12).sum(axis=1).argmax() in (18, 19)
    flat = sample_usage(FLAT, "ELECTRICITY_IMPORT", "kWh", JANUARY, FEBRUARY).series.quantities[:288]
    assert len(set(flat.tolist())) == 1


def test_export_follows_the_sun():
    usage = sample_usage(HOUSEHOLD, "ELECTRICITY_EXPORT", "kWh", JULY, AUGUST).series
    day = usage.quantities[:288].reshape(24, 12).sum(axis=1)
    assert day[:6].sum() == 0
    assert day.argmax() in (11, 12)
    assert usage.total() > total(HOUSEHOLD, "ELECTRICITY_EXPORT")


def test_is_in_the_unit_of_the_plan():
    assert total(FACTORY, unit="MWh") == pytest.approx(total(FACTORY) / 1000, rel=Decimal("0.001"))
    assert total(HOUSEHOLD, metric="WATER", unit="m3") < 16
    assert total(HOUSEHOLD, metric="THINGS", unit="frob") == total(HOUSEHOLD)
