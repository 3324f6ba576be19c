"""The whole usage of a metric."""

from datetime import date
from decimal import Decimal

import numpy as np

from metering.usage.reading_quality import ReadingQuality
from pricing.rating.determinants.total import measure_total
from pricing.rating.plan_terms import Total
from tests.unit.pricing.rating.builders import BERLIN, METRIC, batch, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 1), date(2026, 1, 2))


def test_adds_each_accounts_intervals_exactly():
    rows = [
        series(DAY, 60, 1, decimals=1),
        series(DAY, 60, range(24), decimals=1),
        series(DAY, 60, -5, decimals=1),
    ]
    (measured,) = measure_total(Total(METRIC), batch(terms(), DAY, rows))
    assert (measured.bucket, measured.unit) == (None, "kWh")
    assert measured.quantities == [Decimal("2.4"), Decimal("27.6"), Decimal("-12.0")]


def test_counts_the_hours_a_day_has():
    day = local_days(BERLIN, date(2026, 3, 29), date(2026, 3, 30))
    (measured,) = measure_total(Total(METRIC), request(terms(), day, series(day, 15, 1)).as_batch())
    assert measured.quantities == [92]
    assert measured.account_facts == [{"n": 92}]


def test_tells_how_many_intervals_are_not_actual():
    qualities = np.full(24, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities[:3] = ReadingQuality.ESTIMATED
    qualities[3] = ReadingQuality.MISSING
    usage = series(DAY, 60, 1, qualities=qualities)
    (measured,) = measure_total(Total(METRIC), request(terms(), DAY, usage).as_batch())
    assert measured.account_facts == [{"n": 24, "e": 4}]
