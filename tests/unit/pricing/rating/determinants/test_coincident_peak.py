"""Demand when the system peaked."""

from datetime import UTC, date, datetime

import pytest

from metering.usage.periods import Period
from pricing.rating import UnableToRate
from pricing.rating.determinants.coincident_peak import measure_coincident_peak
from pricing.rating.plan_terms import CoincidentPeak
from pricing.rating.request import RatingRequest
from tests.unit.pricing.rating.builders import METRIC, local_days, series, terms

DAYS = local_days("UTC", date(2026, 1, 5), date(2026, 1, 7))


def span(first, last):
    return Period(*(datetime.fromisoformat(f"2026-01-{text}").replace(tzinfo=UTC) for text in (first, last)))


def measure(*peaks, window=60, name="pool"):
    usage = series(DAYS, 30, list(range(96)))
    asked = RatingRequest(terms(), "UTC", DAYS, DAYS, {METRIC: usage}, system_peaks={name: peaks})
    (measured,) = measure_coincident_peak(CoincidentPeak(METRIC, window, "pool"), asked.as_batch())
    return measured


def test_is_the_demand_in_the_hour_of_the_peak():
    measured = measure(span("05T17:00", "05T18:00"))
    assert (measured.unit, measured.quantities) == ("kW", [34 + 35])
    assert measured.facts == {"of": "coincident_peak", "m": METRIC, "w": 60, "sp": "pool"}
    assert measured.account_facts == [{"n": 2, "at": "2026-01-05T17:00Z"}]


def test_takes_the_highest_of_several_peaks():
    measured = measure(
        span("05T17:00", "05T18:00"), span("06T03:00", "06T04:00"), span("05T01:00", "05T02:00")
    )
    assert measured.quantities == [54 + 55]
    assert measured.account_facts == [{"n": 6, "at": "2026-01-06T03:00Z"}]


def test_takes_every_window_that_a_peak_overlaps():
    assert measure(span("05T17:30", "05T18:15")).quantities == [36 + 37]
    assert measure(span("05T17:30", "05T18:00")).quantities == [34 + 35]
    assert measure(span("05T17:15", "05T17:20"), window=30).quantities == [68]


def test_leaves_out_what_lies_outside_the_period():
    before, after = span("04T00:00", "05T00:00"), span("07T00:00", "08T00:00")
    assert measure(before, span("05T00:00", "05T01:00"), after).quantities == [1]
    assert measure(span("04T20:00", "05T01:00")).quantities == [1]
    assert measure(span("06T23:00", "07T09:00")).quantities == [94 + 95]


@pytest.mark.parametrize(
    ("peaks", "name"),
    [
        ((), "pool"),
        ([span("05T17:00", "05T18:00")], "another"),
        ([span("04T00:00", "05T00:00"), span("07T00:00", "07T01:00")], "pool"),
    ],
)
def test_asks_for_the_peak_where_none_is_known(peaks, name):
    with pytest.raises(
        UnableToRate,
        match='no peak of the system "pool" is known from 2026-01-05 to 2026-01-06: enter when it was',
    ):
        measure(*peaks, name=name)
