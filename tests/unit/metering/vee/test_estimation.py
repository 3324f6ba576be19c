"""Gaps filled from what was read."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metering.usage.interval_grid import IntervalGrid
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries
from metering.vee.estimation import EstimationMethod, estimate_gaps
from tests.unit.metering.vee.series import ACTUAL, ESTIMATED, LONDON, MISSING, days_of, lose

MONDAY = date(2026, 3, 2)


def by_day(series: UsageSeries, *values: int) -> UsageSeries:
    """Each local day of 48 half-hours at its own value."""
    series.quantities[:] = np.repeat(values, 48)
    return series


@pytest.mark.parametrize(
    ("left", "right", "count", "filled"),
    [
        (100, 200, 1, [150]),
        (100, 201, 1, [151]),  # 150.5 rounds half up
        (-100, -201, 1, [-150]),  # -150.5 too
        (100, 100, 4, [100, 100, 100, 100]),
        (0, 500, 4, [100, 200, 300, 400]),
        (0, 10, 2, [3, 7]),
        (0, 0, 3, [0, 0, 0]),
    ],
)
def test_draws_a_line_over_two_hours(left, right, count, filled):
    series = lose(days_of(MONDAY), slice(10, 10 + count))
    series.quantities[[9, 10 + count]] = [left, right]
    result = estimate_gaps(series, LONDON)
    assert result.series.quantities[10 : 10 + count].tolist() == filled
    (estimate,) = result.estimates
    assert (estimate.method, estimate.days_used) == (EstimationMethod.INTERPOLATION, ())
    assert (estimate.starts_at, estimate.interval_count) == (datetime(2026, 3, 2, 5, tzinfo=UTC), count)


def test_a_longer_gap_is_the_average_of_four_like_days():
    # Monday to Sunday and Monday to Wednesday; the second Wednesday's morning is missing.
    series = by_day(days_of(MONDAY, days=10), 1, 2, 3, 400, 500, 9000, 9000, 600, 701, 0)
    lose(series, slice(9 * 48 + 10, 9 * 48 + 15))
    result = estimate_gaps(series, LONDON)
    assert result.series.quantities[9 * 48 + 10 : 9 * 48 + 15].tolist() == [550] * 5  # 550.25
    (estimate,) = result.estimates
    assert estimate.method == EstimationMethod.LIKE_DAYS
    assert estimate.days_used == (date(2026, 3, 10), date(2026, 3, 9), date(2026, 3, 6), date(2026, 3, 5))


def test_halves_of_an_average_go_up():
    series = by_day(days_of(MONDAY, days=3), 100, 101, 0)
    result = estimate_gaps(lose(series, slice(96, 144)), LONDON)
    assert result.series.quantities[96:].tolist() == [101] * 48


def test_a_gap_over_several_days_takes_each_day_by_its_kind():
    # Friday, Saturday and Sunday missing.
    series = by_day(days_of(date(2026, 2, 28), days=9), 40, 60, 10, 10, 10, 30, 0, 0, 0)
    result = estimate_gaps(lose(series, slice(6 * 48, 9 * 48)), LONDON)
    assert result.series.quantities[6 * 48 :].tolist() == [15] * 48 + [50] * 96
    assert [one.days_used for one in result.estimates] == [
        (date(2026, 3, 5), date(2026, 3, 4), date(2026, 3, 3), date(2026, 3, 2)),
        (date(2026, 3, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 2, 28)),
    ]


def test_takes_the_days_after_only_when_there_are_none_before():
    series = by_day(days_of(MONDAY, days=6), 0, 10, 20, 30, 40, 5000)
    result = estimate_gaps(lose(series, slice(10, 48)), LONDON)
    assert result.series.quantities[10:48].tolist() == [25] * 38
    assert result.estimates[0].days_used[0] == date(2026, 3, 3)


def test_days_with_holes_at_these_times_or_with_estimates_are_not_like():
    series = by_day(days_of(MONDAY, days=5), 10, 20, 30, 40, 0)
    lose(series, slice(4 * 48 + 10, 4 * 48 + 20))
    lose(series, 3 * 48 + 12)  # Thursday lacks one of the times, Monday another one
    lose(series, 30)
    series.qualities[2 * 48 + 12] = ESTIMATED
    result = estimate_gaps(series, LONDON, fill=LONDON.day(date(2026, 3, 6)))
    assert result.estimates[0].days_used == (date(2026, 3, 3), date(2026, 3, 2))
    assert result.series.quantities[4 * 48 + 10] == 15


def test_days_more_than_a_month_away_are_too_far():
    near = lose(days_of(MONDAY, days=31), slice(48, 31 * 48))  # Wednesday is 30 days after Monday
    assert estimate_gaps(near, LONDON, fill=LONDON.day(date(2026, 4, 1))).unfilled == ()
    far = lose(days_of(MONDAY, days=32), slice(48, 32 * 48))
    (gap,) = estimate_gaps(far, LONDON, fill=LONDON.day(date(2026, 4, 2))).unfilled
    assert (gap.starts_at, gap.interval_count) == (LONDON.day_start(date(2026, 4, 2)), 48)
    assert gap.reason == "no day from Monday to Friday within 30 days was measured at these times of day"


def test_what_cannot_be_filled_stays_missing():
    series = by_day(days_of(date(2026, 3, 6), days=2), 70, 0)  # Friday and Saturday
    result = estimate_gaps(lose(series, slice(48, 96)), LONDON)
    assert result.series.qualities[48:].tolist() == [MISSING] * 48
    assert [gap.reason for gap in result.unfilled] == [
        "no Saturday or Sunday within 30 days was measured at these times of day"
    ]


def clock_change_weeks(sunday: date) -> tuple[UsageSeries, slice]:
    """Four weeks around the Sunday; each interval holds its local minute. The Sunday's intervals."""
    series = days_of(sunday - timedelta(days=14), days=28)
    stamps = series.grid.local_stamps(LONDON.zone)
    series.quantities[:] = stamps.minute
    first = series.grid.index(LONDON.day_start(sunday))
    return series, slice(first, first + LONDON.interval_count(sunday, 30))


@pytest.mark.parametrize(("sunday", "count"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_fills_a_day_of_a_clock_change_by_the_local_clock(sunday, count):
    series, of_the_day = clock_change_weeks(sunday)
    expected = series.quantities[of_the_day].tolist()
    result = estimate_gaps(lose(series, of_the_day), LONDON)
    assert len(expected) == result.estimates[0].interval_count == count
    assert result.series.quantities[of_the_day].tolist() == expected


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_averages_a_day_of_a_clock_change_by_the_local_clock(sunday):
    series, _ = clock_change_weeks(sunday)
    saturday = sunday + timedelta(days=6)
    first = series.grid.index(LONDON.day_start(saturday))
    result = estimate_gaps(lose(series, slice(first, first + 48)), LONDON)
    assert sunday in result.estimates[0].days_used
    assert result.series.quantities[first : first + 48].tolist() == list(range(0, 1440, 30))


def test_does_not_guess_the_hour_that_the_only_like_day_skips():
    series = days_of(date(2026, 3, 29), days=8)  # two Sundays
    last = slice(46 + 6 * 48, 46 + 7 * 48)
    series = lose(series, slice(46 + 5 * 48, 46 + 6 * 48), last)
    (saturday, sunday) = estimate_gaps(series, LONDON).unfilled
    assert sunday.interval_count == 48
    assert saturday.reason == "the clock change skips some of these times on the only like day, 2026-03-29"


def test_a_short_gap_at_the_edge_has_no_line():
    series = by_day(days_of(MONDAY, days=2), 30, 60)
    result = estimate_gaps(lose(series, slice(94, 96)), LONDON)
    assert result.estimates[0].method == EstimationMethod.LIKE_DAYS
    assert result.series.quantities[94:].tolist() == [30, 30]


def test_a_day_that_the_series_holds_in_part_is_not_like():
    grid = IntervalGrid(datetime(2026, 3, 2, 12, tzinfo=UTC), 30, 24 + 48)
    qualities = np.full(72, ACTUAL, dtype=np.uint8)
    series = UsageSeries(grid, np.full(72, 5, dtype=np.int64), qualities, "kWh", 3)
    assert len(estimate_gaps(lose(series, slice(24, 72)), LONDON).unfilled) == 1


def test_fills_only_what_is_asked_for():
    series = lose(days_of(MONDAY), slice(10, 12), slice(20, 22))
    fill = Period(datetime(2026, 3, 2, 10, 30, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC))
    result = estimate_gaps(series, LONDON, fill=fill)
    assert np.flatnonzero(result.series.qualities == MISSING).tolist() == [10, 11, 20]
    assert result.series.quantities[21] == 100


def test_draws_no_line_between_estimates():
    # No day was measured in the last two hours; once Sunday's morning is estimated, Saturday's evening has an
    # estimate on its other side, and must not lean on it.
    series = lose(days_of(date(2026, 3, 7), days=2), slice(44, 52), slice(92, 96))
    first = estimate_gaps(series, LONDON)
    assert np.flatnonzero(first.series.qualities == MISSING).tolist() == [44, 45, 46, 47, 92, 93, 94, 95]
    assert estimate_gaps(first.series, LONDON).estimates == ()


def test_nothing_missing_nothing_done():
    series = days_of(MONDAY)
    assert estimate_gaps(series, LONDON).series is series


@st.composite
def series_with_gaps(draw):
    first = draw(st.sampled_from([MONDAY, date(2026, 3, 27), date(2026, 10, 22)]))
    step = draw(st.sampled_from([15, 30, 60]))
    series = days_of(first, days=draw(st.integers(1, 9)), step=step)
    seed = draw(st.integers(0, 2**32 - 1))
    series.quantities[:] = np.random.default_rng(seed).integers(-(10**12), 10**12, series.grid.count)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, series.grid.count - 1))
        lose(series, slice(start, start + draw(st.integers(1, 60))))
    return series


@settings(max_examples=60, deadline=None)
@given(series_with_gaps())
def test_never_changes_a_reading_and_fills_only_what_is_missing(series):
    result = estimate_gaps(series, LONDON)
    was_missing = series.qualities == MISSING
    assert (result.series.quantities[~was_missing] == series.quantities[~was_missing]).all()
    assert (result.series.qualities[~was_missing] == ACTUAL).all()
    filled = result.series.qualities == ESTIMATED
    assert not (filled & ~was_missing).any()
    assert int(filled.sum()) == sum(one.interval_count for one in result.estimates)
    assert int(was_missing.sum() - filled.sum()) == sum(gap.interval_count for gap in result.unfilled)
    assert (
        result.series.total() - series.total()
        == UsageSeries(
            series.grid, result.series.quantities * filled, result.series.qualities, "kWh", 3
        ).total()
    )
    assert result.series.quantities.dtype == np.int64
    if filled.any():
        read = series.quantities[~was_missing]
        assert read.min() <= result.series.quantities[filled].min()
        assert result.series.quantities[filled].max() <= read.max()
    assert estimate_gaps(result.series, LONDON).estimates == ()


def test_a_customers_own_reading_is_good_enough_for_a_like_day():
    series = by_day(days_of(MONDAY, days=2), 10, 0)
    series.qualities[:48] = ReadingQuality.CUSTOMER
    assert estimate_gaps(lose(series, slice(48, 96)), LONDON).series.quantities[60] == 10
