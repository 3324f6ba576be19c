"""A year of a calendar, day by day."""

import json
from datetime import date
from importlib.resources import files

import pytest

from pricing.plan_documents.year_picture import Band, year_picture
from tests.unit.pricing.plan_documents.documents import tou_plan


@pytest.fixture
def year():
    return year_picture("tou", tou_plan()["calendars"]["tou"], 2026)


def cell(year, day: date):
    return year.months[day.month - 1].cells[day.day - 1]


def test_draws_days_that_are_priced_alike_as_one_pattern(year):
    plain, peak = year.patterns
    assert plain.bands == (Band("0", "24", 1),)
    assert peak.bands == (Band("0", "16", 1), Band("16", "5", 0), Band("21", "3", 1))
    assert (plain.hours, peak.hours) == (
        "off peak all day",
        "off peak 0:00 to 16:00, peak 16:00 to 21:00, off peak 21:00 to 24:00",
    )
    # 88 weekdays from June to September 2026, less Juneteenth, Independence Day (Friday the 3rd) and Labor Day.
    assert (plain.days, peak.days) == (365 - 85, 85)


def test_says_in_words_which_days_they_are(year):
    assert [pattern.when for pattern in year.patterns] == [
        "Every day, and holidays",
        "Monday to Friday, June to September",
    ]


def test_gives_every_day_its_cell(year):
    assert [len(month.cells) for month in year.months] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    first = cell(year, date(2026, 6, 1))  # a Monday
    assert (first.x, first.y, first.pattern) == (0, 0, 1)
    last = cell(year, date(2026, 6, 30))  # Tuesday of the fifth week
    assert (last.x, last.y, last.pattern) == (27, 64, 1)


def test_marks_holidays_and_substitute_days(year):
    assert cell(year, date(2026, 7, 3)).holiday == "Independence Day (observed)"
    assert cell(year, date(2026, 7, 3)).pattern == 0
    assert cell(year, date(2026, 7, 2)).holiday == ""
    kept = {(one.day, one.name, one.is_substitute) for one in year.holidays}
    assert (date(2026, 7, 3), "Independence Day", True) in kept
    assert (date(2026, 7, 4), "Independence Day", False) in kept


def test_tells_a_month_to_those_who_do_not_see_it(year):
    assert year.months[8].text == "9 of pattern 1; 21 of pattern 2; 7 September Labor Day"


def test_has_29_february_in_a_leap_year():
    year = year_picture("tou", tou_plan()["calendars"]["tou"], 2028)
    assert (len(year.months[1].cells), sum(pattern.days for pattern in year.patterns)) == (29, 366)


def test_tells_seasons_and_weekends_of_a_published_tariff():
    text = files("pricing.plan_documents").joinpath("examples/us_residential_tou.json").read_text("utf-8")
    year = year_picture("tou", json.loads(text)["calendars"]["tou"], 2027)
    assert [(pattern.days, pattern.when) for pattern in year.patterns] == [
        (131, "Monday to Friday, January to April, November to December"),
        (50, "Saturday to Sunday, January to April, November to December"),
        (54, "Saturday to Sunday, May to October"),
        (130, "Monday to Friday, May to October"),
    ]
    assert year.holidays == ()


def test_calls_days_that_are_nothing_but_holidays_by_that_name():
    calendar = {
        "buckets": ["work", "rest"],
        "holidays": {"dates": ["2026-05-01"]},
        "windows": [{"bucket": "rest", "days": ["holiday"]}, {"bucket": "work"}],
    }
    year = year_picture("c", calendar, 2026)
    assert [(pattern.days, pattern.when) for pattern in year.patterns] == [
        (364, "Every day"),
        (1, "Holidays"),
    ]
