"""No bill over a gap, and the clerk is told where it is."""

from datetime import date

import numpy as np
import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.reading_gaps import missing_readings
from invoicing.drafting.refusals import RefusalCode
from tests.unit.invoicing.drafting.builders import channel, matrix, service, with_gap
from tests.unit.pricing.rating.builders import METRIC

FULL = matrix(1)
HOURS_OF_MARCH = 31 * 24 - 1


def found(*channels, **facts):
    refusal = missing_readings(service(**facts), METRIC, channels)
    return refusal and (refusal.code, refusal.reason)


def test_says_nothing_when_every_interval_is_there():
    estimated = matrix(1, qualities=np.full((1, HOURS_OF_MARCH), 20, dtype=np.uint8))
    assert found(channel(FULL)) is None
    assert found(channel(FULL), channel(estimated, code="E2")) is None


def test_names_a_metric_that_no_channel_measures():
    reason = "DE1: the plan charges for ELECTRICITY, but no channel measures it"
    assert found() == (RefusalCode.NO_READINGS, reason)


def test_names_the_channel_that_has_no_reading_at_all():
    empty = with_gap(FULL, 0, *range(HOURS_OF_MARCH))
    reason = "DE1: E1 has no reading from 2026-03-01 to 2026-04-01"
    assert found(channel(empty)) == (RefusalCode.NO_READINGS, reason)


@pytest.mark.parametrize(
    ("intervals", "reason"),
    [
        ([0], "DE1: 1 of 743 intervals of E1 have no reading, the first on 2026-03-01 at 00:00"),
        ([742], "DE1: 1 of 743 intervals of E1 have no reading, the first on 2026-03-31 at 23:00"),
        # The 29th has no hour from 2 to 3: its third interval begins at 3.
        (
            [28 * 24 + 2, 700],
            "DE1: 2 of 743 intervals of E1 have no reading, the first on 2026-03-29 at 03:00",
        ),
    ],
)
def test_counts_a_gap_and_tells_where_it_begins_by_the_clock_of_the_place(intervals, reason):
    assert found(channel(with_gap(FULL, 0, *intervals))) == (RefusalCode.MISSING_READINGS, reason)


def test_counts_in_thousands():
    gap = with_gap(matrix(1, step_minutes=15), 0, *range(1, 2972))
    assert found(channel(gap))[1] == (
        "DE1: 2,971 of 2,972 intervals of E1 have no reading, the first on 2026-03-01 at 00:15"
    )


def test_names_the_other_channels_with_gaps_too():
    gap = channel(with_gap(FULL, 0, 5), code="E2")
    empty = channel(with_gap(FULL, 0, *range(HOURS_OF_MARCH)), code="E3")
    code, reason = found(channel(FULL), gap, empty)
    assert code == RefusalCode.MISSING_READINGS
    assert reason == (
        "DE1: 1 of 743 intervals of E2 have no reading, the first on 2026-03-01 at 05:00 (and E3 has gaps too)"
    )


def test_looks_at_the_billed_days_only():
    before, inside = 9 * 24 - 1, 9 * 24
    span = DaySpan(date(2026, 3, 10), date(2026, 4, 1))
    assert found(channel(with_gap(FULL, 0, before)), span=span) is None
    assert found(channel(with_gap(FULL, 0, before, inside)), span=span) == (
        RefusalCode.MISSING_READINGS,
        "DE1: 1 of 527 intervals of E1 have no reading, the first on 2026-03-10 at 00:00",
    )


def test_looks_at_the_row_of_the_channel_only():
    two = with_gap(matrix(1, 1), 0, 3)
    assert found(channel(two, 1)) is None
