"""Holidays by their names."""

from datetime import date

import pytest

from pricing.plan_documents.holiday_names import holiday_names
from pricing.rating.holiday_calendar import HolidayRule, UnknownHolidays


def test_names_the_days_that_the_engine_counts():
    rule = HolidayRule(country="US", names=("Independence Day",), listed=(date(2027, 12, 24),))
    assert list(holiday_names(rule, 2027).items()) == [
        (date(2027, 6, 18), "Juneteenth National Independence Day (observed)"),
        (date(2027, 6, 19), "Juneteenth National Independence Day"),
        (date(2027, 7, 4), "Independence Day"),
        (date(2027, 7, 5), "Independence Day (observed)"),
        (date(2027, 12, 24), "Christmas Day (observed)"),
    ]


def test_says_where_a_day_without_a_name_is_from():
    assert holiday_names(HolidayRule(listed=(date(2027, 3, 1),)), 2027) == {
        date(2027, 3, 1): "listed in the plan"
    }


def test_leaves_substitute_days_out_where_the_plan_does():
    rule = HolidayRule(country="US", observed=False)
    assert date(2027, 7, 5) not in holiday_names(rule, 2027)


def test_knows_no_holidays_of_nowhere():
    with pytest.raises(UnknownHolidays):
        holiday_names(HolidayRule(country="XX"), 2027)
