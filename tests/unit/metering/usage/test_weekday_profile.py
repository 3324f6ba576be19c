"""An average week."""

from datetime import date

import numpy as np
import pytest

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.weekday_profile import WeekdayProfile

BERLIN = LocalCalendar("Europe/Berlin")


def grid_of(first, end, step_minutes=60):
    return IntervalGrid.filling(BERLIN.span(first, end), step_minutes)


def everything(grid):
    return np.ones(grid.count, dtype=np.bool_)


def test_averages_the_same_weekday_and_hour():
    two_weeks = grid_of(date(2026, 5, 4), date(2026, 5, 18))  # Monday to Sunday, twice
    quantities = np.zeros(two_weeks.count, dtype=np.int64)
    quantities[8], quantities[7 * 24 + 8] = 10, 21  # Mondays at eight
    profile = WeekdayProfile.of(quantities, everything(two_weeks), two_weeks, BERLIN.zone)
    expected, known = profile.on(grid_of(date(2026, 5, 18), date(2026, 5, 20)), BERLIN.zone)
    assert known.all()
    assert expected[8] == 16  # 15.5, rounded half up
    assert expected.sum() == 16


def test_takes_the_hour_of_all_days_for_a_weekday_it_never_saw():
    monday = grid_of(date(2026, 5, 4), date(2026, 5, 5))
    profile = WeekdayProfile.of(np.arange(24), everything(monday), monday, BERLIN.zone)
    expected, known = profile.on(grid_of(date(2026, 5, 5), date(2026, 5, 6)), BERLIN.zone)
    assert known.all()
    assert expected.tolist() == list(range(24))


def test_knows_nothing_of_an_hour_it_never_saw():
    monday = grid_of(date(2026, 5, 4), date(2026, 5, 5))
    chosen = everything(monday)
    chosen[3] = False
    expected, known = WeekdayProfile.of(np.full(24, 5), chosen, monday, BERLIN.zone).on(monday, BERLIN.zone)
    assert np.flatnonzero(~known).tolist() == [3]
    assert expected[3] == 0


def test_goes_by_the_clock_when_it_changes():
    before = grid_of(date(2026, 3, 22), date(2026, 3, 23))  # a Sunday of 24 hours
    profile = WeekdayProfile.of(np.arange(24), everything(before), before, BERLIN.zone)
    changed, _ = profile.on(
        grid_of(date(2026, 3, 29), date(2026, 3, 30)), BERLIN.zone
    )  # two o'clock is skipped
    assert changed.tolist() == [0, 1, *range(3, 24)]


def test_says_nothing_of_another_step():
    monday = grid_of(date(2026, 5, 4), date(2026, 5, 5))
    profile = WeekdayProfile.of(np.arange(24), everything(monday), monday, BERLIN.zone)
    with pytest.raises(ValueError, match="a profile of 60 minutes says nothing of 30"):
        profile.on(grid_of(date(2026, 5, 4), date(2026, 5, 5), 30), BERLIN.zone)
