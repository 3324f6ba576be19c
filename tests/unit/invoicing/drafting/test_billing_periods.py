"""Which days are billed."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.drafting.billing_periods import DaySpan, billed_span, monthly_period, monthly_period_of

JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))


class TestDaySpan:
    """Days from the first up to, not including, the last."""

    @pytest.mark.parametrize("to_date", [date(2026, 1, 1), date(2025, 12, 31)])
    def test_refuses_to_hold_no_day(self, to_date):
        with pytest.raises(ValueError, match="must end after it starts"):
            DaySpan(date(2026, 1, 1), to_date)

    def test_counts_its_days(self):
        assert JANUARY.day_count == 31
        assert str(JANUARY) == "2026-01-01 to 2026-02-01"

    def test_does_not_overlap_what_it_only_touches(self):
        assert JANUARY.overlap(DaySpan(date(2026, 2, 1), date(2026, 3, 1))) is None
        assert JANUARY.overlap(DaySpan(date(2025, 12, 1), date(2026, 1, 1))) is None

    def test_overlaps_in_the_days_of_both(self):
        other = DaySpan(date(2026, 1, 20), date(2026, 3, 1))
        shared = DaySpan(date(2026, 1, 20), date(2026, 2, 1))
        assert JANUARY.overlap(other) == other.overlap(JANUARY) == shared

    def test_covers_itself_and_its_parts_only(self):
        assert JANUARY.covers(JANUARY)
        assert JANUARY.covers(DaySpan(date(2026, 1, 31), date(2026, 2, 1)))
        assert not JANUARY.covers(DaySpan(date(2026, 1, 31), date(2026, 2, 2)))
        assert not JANUARY.covers(DaySpan(date(2025, 12, 31), date(2026, 1, 2)))


@pytest.mark.parametrize(
    ("start", "end", "billed"),
    [
        (date(2025, 6, 1), None, JANUARY),
        (date(2026, 1, 1), date(2026, 2, 1), JANUARY),
        (date(2026, 1, 15), None, DaySpan(date(2026, 1, 15), date(2026, 2, 1))),
        (date(2025, 6, 1), date(2026, 1, 15), DaySpan(date(2026, 1, 1), date(2026, 1, 15))),
        (date(2026, 1, 31), date(2026, 2, 1), DaySpan(date(2026, 1, 31), date(2026, 2, 1))),
        (date(2026, 2, 1), None, None),
        (date(2025, 6, 1), date(2026, 1, 1), None),
    ],
)
def test_first_and_final_bills_are_short(start, end, billed):
    assert billed_span(start, end, JANUARY) == billed


class TestMonthlyPeriods:
    """Periods computed from their anchor, never from one another."""

    def test_are_calendar_months_for_the_first(self):
        assert monthly_period(1, 2026, 1) == JANUARY
        assert monthly_period(1, 2026, 12) == DaySpan(date(2026, 12, 1), date(2027, 1, 1))

    def test_keep_the_anchor_after_a_short_month(self):
        assert monthly_period(31, 2026, 1) == DaySpan(date(2026, 1, 31), date(2026, 2, 28))
        assert monthly_period(31, 2026, 2) == DaySpan(date(2026, 2, 28), date(2026, 3, 31))
        assert monthly_period(30, 2028, 2) == DaySpan(date(2028, 2, 29), date(2028, 3, 30))

    @pytest.mark.parametrize("anchor", range(1, 32))
    def test_tile_thirty_years(self, anchor):
        periods = [
            monthly_period(anchor, year, month) for year in range(2020, 2050) for month in range(1, 13)
        ]
        assert all(one.to_date == following.from_date for one, following in itertools.pairwise(periods))

    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 31))
    def test_hold_the_day_they_are_asked_for(self, day, anchor):
        period = monthly_period_of(day, anchor)
        assert period.from_date <= day < period.to_date
        assert monthly_period_of(period.to_date - timedelta(days=1), anchor) == period
