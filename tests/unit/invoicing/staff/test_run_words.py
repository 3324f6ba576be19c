"""Bill runs in words."""

from datetime import date

import pytest

from invoicing.drafting.bill_differences import Cause
from invoicing.drafting.refusals import RefusalCode
from invoicing.queries.bill_run_pace import RunPace
from invoicing.staff.run_words import (
    CAUSE_WORDS,
    CURES,
    OBSTACLE_WORDS,
    duration_words,
    pace_words,
    period_words,
)


@pytest.mark.parametrize(
    ("from_date", "to_date", "words"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), "October 2026"),
        (date(2025, 12, 1), date(2026, 1, 1), "December 2025"),
        (date(2026, 10, 1), date(2026, 10, 15), "1\N{EN DASH}14 Oct 2026"),
        (date(2026, 10, 15), date(2026, 11, 15), "15 Oct \N{EN DASH} 14 Nov 2026"),
    ],
)
def test_names_a_calendar_month_and_spells_out_other_periods(from_date, to_date, words):
    assert period_words(from_date, to_date) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (5_340, "89 min"), (7_800, "2 h 10 min")],
)
def test_tells_durations_in_the_unit_that_fits(seconds, words):
    assert duration_words(seconds) == words


def pace(done=2, invoices=1_000, exceptions=0, seconds=2.0, left=4.0):
    return RunPace(done, 6, invoices, exceptions, None, seconds, left)


def test_tells_the_pace_of_a_run():
    assert pace_words(pace(), is_working=True) == "1,000 bills · 500/s · about 4 s left"
    assert pace_words(pace(0, 0, 0, 3.0, None), is_working=True) == "0 bills · waiting for a worker"
    assert pace_words(pace(6, 1, 12, 2.0, 0.0), is_working=False) == "1 bill · took 2 s · 12 not billed"
    assert pace_words(pace(6, 9, 0, 1_000_000.0, 0.0), is_working=False) == "9 bills"


def test_has_words_for_every_cause_and_obstacle():
    assert set(CAUSE_WORDS) == set(Cause)
    assert set(OBSTACLE_WORDS) == set(CURES) == set(RefusalCode)
