"""Demand above a threshold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pricing.rating import UnableToRate
from pricing.rating.determinants.excess_demand import measure_excess_demand
from pricing.rating.plan_terms import DailyPeaks, ExcessDemand, PeakDemand
from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 5), date(2026, 1, 6))
JULY = (SeasonSpan((7, 1), (7, 31)),)
CALENDAR = TouCalendar(
    "c", ("july", "off", "on"), (TouWindow("july", JULY), TouWindow("off", to_minute=720), TouWindow("on"))
)
PEAK = PeakDemand(METRIC, 60)
BY_BUCKET = PeakDemand(METRIC, 60, "c")


def measure(determinant, loads, **contracted):
    plan_request = request(terms(calendars={"c": CALENDAR}), DAY, series(DAY, 60, loads))
    batch = replace(
        plan_request, contracted={name: Decimal(kw) for name, kw in contracted.items()}
    ).as_batch()
    (measured,) = measure_excess_demand(determinant, batch)
    return measured


@pytest.mark.parametrize(("peak", "excess"), [(120, 20), (100, 0), (80, 0)])
def test_counts_what_exceeds_the_contract(peak, excess):
    measured = measure(ExcessDemand(PEAK, over_contract="kw"), [10] * 5 + [peak] + [10] * 18, kw=100)
    assert (measured.bucket, measured.unit, measured.quantities) == (None, "kW", [excess])
    assert measured.facts == {"of": "excess_demand", "m": METRIC, "w": 60}
    assert measured.account_facts == [
        {"n": 24, "at": "2026-01-05T05:00Z", "pk": str(peak), "th": "100"},
    ]


@pytest.mark.parametrize(("off", "on", "excess"), [(90, 60, 30), (60, 60, 0), (50, 60, 0)])
def test_counts_what_the_off_peak_demand_exceeds_that_at_peak(off, on, excess):
    determinant = ExcessDemand(BY_BUCKET, bucket="off", over_bucket="on")
    measured = measure(determinant, [1, off, *[1] * 10, on, *[2] * 11])
    assert measured.quantities == [excess]
    assert measured.facts == {"of": "excess_demand", "m": METRIC, "w": 60, "b": "off", "bx": "on"}
    assert measured.account_facts == [
        {"n": 12, "at": "2026-01-05T01:00Z", "pk": str(off), "th": str(on)},
    ]


def test_counts_the_contract_against_one_bucket_or_the_whole_period():
    loads = [50, *[1] * 12, 70, *[1] * 10]
    assert measure(ExcessDemand(BY_BUCKET, "kw", "off"), loads, kw=30).quantities == [20]
    assert measure(ExcessDemand(BY_BUCKET, "kw"), loads, kw=30).quantities == [40]


def test_takes_a_bucket_that_does_not_occur_for_nothing():
    absent = measure(ExcessDemand(BY_BUCKET, bucket="july", over_bucket="on"), [5] * 24)
    assert (absent.quantities, absent.account_facts) == ([0], [{"pk": "0", "th": "5"}])
    assert measure(ExcessDemand(BY_BUCKET, bucket="on", over_bucket="july"), [5] * 24).quantities == [5]


@pytest.mark.parametrize(
    ("determinant", "message"),
    [
        (ExcessDemand(PEAK), "needs one threshold"),
        (ExcessDemand(BY_BUCKET, "kw", "on", "off"), "needs one threshold"),
        (ExcessDemand(PEAK, "agreed"), 'needs "agreed" of the contract'),
        (ExcessDemand(replace(PEAK, daily=DailyPeaks.SUM_OF_DAYS), "kw"), "sum of the days' peaks cannot"),
    ],
)
def test_says_what_is_missing(determinant, message):
    with pytest.raises(UnableToRate, match=message):
        measure(determinant, [5] * 24, kw=3)
