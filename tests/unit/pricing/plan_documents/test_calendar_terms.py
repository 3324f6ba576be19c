"""Calendars of documents in the engine's words."""

from datetime import date

import pytest

from pricing.plan_documents.calendar_terms import holiday_rule, minute_of_day, season_spans, tou_calendar
from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.tou_calendar import HOLIDAY, SeasonSpan, TouWindow
from tests.unit.pricing.plan_documents.documents import tou_plan


def test_turns_windows_with_their_season_and_days():
    calendar = tou_calendar("tou", tou_plan()["calendars"]["tou"])
    summer = (SeasonSpan((6, 1), (9, 30)),)
    assert calendar.windows == (
        TouWindow("peak", summer, frozenset(range(5)), 16 * 60, 21 * 60),
        TouWindow("off_peak"),
    )
    assert (calendar.code, calendar.buckets) == ("tou", ("peak", "off_peak"))
    assert calendar.holidays == HolidayRule(country="US")


def test_cuts_a_window_at_midnight_and_leaves_its_morning_to_the_day_it_lies_in():
    document = {
        "buckets": ["night"],
        "windows": [{"bucket": "night", "days": ["sunday", "holiday"], "from": "21:00", "to": "07:00"}],
    }
    days = frozenset([6, HOLIDAY])
    assert tou_calendar("night", document).windows == (
        TouWindow("night", (), days, 21 * 60, 1440),
        TouWindow("night", (), days, 0, 7 * 60),
    )


def test_leaves_out_the_empty_half_of_a_window_to_midnight():
    windows = tou_calendar(
        "c", {"buckets": ["b"], "windows": [{"bucket": "b", "from": "18:00", "to": "00:00"}]}
    )
    assert windows.windows == (TouWindow("b", from_minute=18 * 60, to_minute=1440),)


def test_reads_seasons_that_pass_new_year():
    assert season_spans([["11-01", "03-31"], ["07-15", "07-16"]]) == (
        SeasonSpan((11, 1), (3, 31)),
        SeasonSpan((7, 15), (7, 16)),
    )


def test_reads_holidays_of_a_country_and_listed_dates():
    rule = holiday_rule(
        {
            "country": "CA",
            "subdivision": "ON",
            "observed": False,
            "names": ["Christmas"],
            "dates": ["2026-08-03"],
        }
    )
    assert rule == HolidayRule("CA", "ON", False, ("Christmas",), (date(2026, 8, 3),))


@pytest.mark.parametrize(("clock", "minute"), [("00:00", 0), ("07:30", 450), ("24:00", 1440)])
def test_counts_minutes_of_the_day(clock, minute):
    assert minute_of_day(clock) == minute
