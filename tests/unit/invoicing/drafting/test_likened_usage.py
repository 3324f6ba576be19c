"""Estimates made like what another period measured."""

from dataclasses import replace
from datetime import date

import numpy as np

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.likened_usage import likened
from invoicing.drafting.priced_usage import PricedUsage
from metering.usage.reading_quality import ReadingQuality
from tests.unit.invoicing.drafting.builders import BERLIN, matrix
from tests.unit.pricing.rating.builders import METRIC, terms

JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))
MAY = DaySpan(date(2026, 5, 1), date(2026, 6, 1))


def place(span, hourly, estimated=(), **facts):
    readings = matrix(hourly, span=span, **facts)
    qualities = np.full(readings.quantities.shape, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities[0, list(estimated)] = ReadingQuality.ESTIMATED
    return PricedUsage(terms(), BERLIN, span, span, {METRIC: replace(readings, qualities=qualities)})


def hours(found):
    return found.usage[METRIC].quantities[0]


def test_takes_the_average_where_it_was_estimated_and_leaves_the_rest():
    found = hours(likened(place(MAY, 5, range(24)), place(JANUARY, 2)))
    assert found[:24].tolist() == [2] * 24
    assert set(found[24:].tolist()) == {5}


def test_keeps_its_own_where_the_other_knows_nothing_better():
    estimated = place(MAY, 5, range(24))
    for other in (
        place(JANUARY, 2, range(744)),
        place(JANUARY, 2, unit="MWh"),
        place(JANUARY, 2, decimals=3),
        replace(place(JANUARY, 2), usage={}),
    ):
        assert set(hours(likened(estimated, other)).tolist()) == {5}
