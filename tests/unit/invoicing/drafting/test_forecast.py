"""What a billing period will come to."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.channel_usage import columns_of
from invoicing.drafting.forecast import forecast_usage
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from tests.unit.invoicing.drafting.builders import BERLIN, matrix, with_gap

CALENDAR = LocalCalendar(BERLIN)
JUNE = CALENDAR.span(date(2026, 6, 1), date(2026, 7, 1))
KNOWN = DaySpan(date(2026, 5, 4), date(2026, 7, 1))  # June and the 28 days before


def known(hourly, measured_to, from_date=KNOWN.from_date):
    """Hourly readings up to a day; nothing from it on, and nothing before `from_date`."""
    readings = matrix(hourly, span=KNOWN)
    grid = readings.grid
    first = grid.index(CALENDAR.day_start(from_date))
    last = grid.index(CALENDAR.day_start(measured_to))
    return with_gap(readings, 0, *range(first), *range(last, grid.count))


def day_total(usage, day):
    return int(usage.quantities[0, columns_of(usage.grid, CALENDAR.day(day))].sum())


def test_goes_on_as_it_was():
    found = forecast_usage(known(2, date(2026, 6, 11)), JUNE, BERLIN)
    assert int(found.expected.quantities.sum()) == 2 * 30 * 24
    assert found.days == tuple(date(2026, 6, 11) + timedelta(days=n) for n in range(20))
    # Days that never differ leave no doubt.
    assert int(found.low.quantities.sum()) == int(found.high.quantities.sum()) == 2 * 30 * 24


def test_expects_of_a_weekday_what_that_weekday_was_like():
    sundays = np.array(
        [10 if stamp == 6 else 1 for stamp in matrix(0, span=KNOWN).grid.local_stamps(CALENDAR.zone).weekday]
    )
    found = forecast_usage(known(sundays, date(2026, 6, 11)), JUNE, BERLIN)
    assert day_total(found.expected, date(2026, 6, 21)) == 240  # a Sunday
    assert day_total(found.expected, date(2026, 6, 22)) == 24


def test_keeps_what_was_measured_and_fills_what_is_missing():
    readings = known(3, date(2026, 6, 11))
    hole = readings.grid.index(CALENDAR.day_start(date(2026, 6, 5)))
    found = forecast_usage(with_gap(readings, 0, hole), JUNE, BERLIN)
    assert found.days[0] == date(2026, 6, 5)
    assert int(found.expected.quantities.sum()) == 3 * 30 * 24
    place = columns_of(found.expected.grid, CALENDAR.day(date(2026, 6, 5))).start
    assert found.expected.qualities[0, place] == ReadingQuality.ESTIMATED
    assert found.expected.qualities[0, place + 1] == ReadingQuality.ACTUAL


def test_the_band_is_as_wide_as_days_have_differed():
    # Weeks of 24 and of 48 kWh a day in turn: each weekday has 24, 48, 24, 48; the mean is 36, each 12 off.
    weeks = np.array([1 + number // (7 * 24) % 2 for number in range(matrix(0, span=KNOWN).grid.count)])
    found = forecast_usage(known(weeks, date(2026, 6, 1)), JUNE, BERLIN)
    expected, low, high = (int(usage.quantities.sum()) for usage in (found.expected, found.low, found.high))
    # Variance of a day: 28 x 144 / (28 - 7) = 192. Thirty days come, seven of which vary together, after four
    # weeks: 192 x (7 x 30 + 30 x 30 / 4) = 83520, and 1.2816 standard deviations are 370.4.
    # 1.5 an hour is rounded to 2: 48 a day are expected.
    assert (expected, expected - low, high - expected) == (1440, 370, 370)


def test_says_nothing_after_less_than_two_weeks():
    assert forecast_usage(known(1, date(2026, 6, 11), date(2026, 5, 29)), JUNE, BERLIN) is None
    assert forecast_usage(known(1, date(2026, 6, 11), date(2026, 5, 28)), JUNE, BERLIN) is not None


def test_looks_no_further_back_than_four_weeks():
    early = np.array([100] * (24 * 10) + [1] * (matrix(0, span=KNOWN).grid.count - 240))
    found = forecast_usage(known(early, date(2026, 6, 11)), JUNE, BERLIN)
    assert int(found.expected.quantities.sum()) == 30 * 24


@given(st.integers(0, 2**32), st.integers(0, 29))
@settings(max_examples=30, deadline=None)
def test_the_band_always_holds_what_is_expected(seed, days):
    hours = np.random.default_rng(seed).integers(0, 900, matrix(0, span=KNOWN).grid.count)
    readings = known(hours, date(2026, 6, 1) + timedelta(days=days))
    found = forecast_usage(readings, JUNE, BERLIN)
    low, expected, high = (int(usage.quantities.sum()) for usage in (found.low, found.expected, found.high))
    assert 0 <= low <= expected <= high
    measured = columns_of(
        readings.grid, CALENDAR.span(date(2026, 6, 1), date(2026, 6, 2) + timedelta(days=days))
    )
    inside = slice(0, measured.stop - measured.start - 24)
    for usage in (found.low, found.expected, found.high):
        assert (usage.quantities[0, inside] == readings.quantities[0, measured][inside]).all()
