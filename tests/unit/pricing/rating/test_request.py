"""Requests and batches: days, and a request as a batch of one."""

from datetime import date

import pytest

from tests.unit.pricing.rating.builders import BERLIN, METRIC, local_days, request, series, terms


def test_counts_local_days_whatever_their_length():
    march = local_days(BERLIN, date(2026, 3, 1), date(2026, 4, 1))
    last_week = local_days(BERLIN, date(2026, 3, 25), date(2026, 4, 1))
    batch = request(terms(), last_week, zone_name=BERLIN, full_period=march).as_batch()
    assert (batch.days, batch.full_days) == (7, 31)


def test_counts_the_days_of_the_service_point_and_not_of_utc():
    # In UTC the span runs from 31 January 23:00 to 1 February 23:00.
    day = local_days(BERLIN, date(2026, 2, 1), date(2026, 2, 2))
    assert request(terms(), day, zone_name=BERLIN).as_batch().days == 1


def test_is_a_batch_of_one_row_per_metric():
    day = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
    batch = request(terms(), day, series(day, 60, 5)).as_batch()
    assert batch.size == 1
    assert batch.usage[METRIC].quantities.tolist() == [[5] * 24]


def test_needs_no_usage():
    day = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))
    assert request(terms(), day).as_batch().usage == {}


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (date(2026, 1, 1), 365),
        (date(2025, 1, 1), 366),
        (date(2024, 2, 29), 365),
        (date(2024, 3, 1), 366),
        (date(2025, 2, 28), 366),
        (date(2025, 3, 1), 365),
    ],
)
def test_knows_how_many_days_the_year_has_that_it_ends(end, days):
    period = local_days("UTC", date(end.year - 1, 12, 1), end)
    assert request(terms(), period).as_batch().year_days == days
