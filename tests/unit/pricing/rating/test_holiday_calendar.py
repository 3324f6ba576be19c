"""Public holidays of a year."""

from datetime import date

import pytest

from pricing.rating import holiday_calendar
from pricing.rating.holiday_calendar import HolidayRule, UnknownHolidays


def test_counts_the_friday_on_which_a_saturday_holiday_is_kept():
    july = {day for day in HolidayRule("US").dates(2026) if day.month == 7}
    assert july == {date(2026, 7, 3), date(2026, 7, 4)}


def test_counts_the_day_itself_alone_where_substitutes_do_not():
    july = {day for day in HolidayRule("US", observed=False).dates(2026) if day.month == 7}
    assert july == {date(2026, 7, 4)}


def test_finds_the_new_years_day_that_is_kept_in_december_before():
    # 1 January 2022 was a Saturday.
    assert date(2021, 12, 31) in HolidayRule("US").dates(2021)


def test_knows_the_holidays_of_a_subdivision():
    assert date(2026, 1, 6) in HolidayRule("DE", "BY").dates(2026)
    assert date(2026, 1, 6) not in HolidayRule("DE", "BE").dates(2026)


def test_keeps_only_the_named_holidays_and_their_substitutes():
    rule = HolidayRule("US", names=("Independence Day", "Christmas Day"))
    assert rule.dates(2026) == {
        date(2026, 6, 19),  # "Juneteenth National Independence Day"
        date(2026, 7, 3),
        date(2026, 7, 4),
        date(2026, 12, 25),
    }


def test_adds_listed_dates_of_the_year_to_those_of_the_country():
    listed = (date(2026, 2, 17), date(2027, 2, 9))
    assert HolidayRule(listed=listed).dates(2026) == {date(2026, 2, 17)}
    assert HolidayRule("US", listed=listed).dates(2026) == HolidayRule("US").dates(2026) | {date(2026, 2, 17)}


def test_has_no_holidays_unless_told():
    assert HolidayRule().dates(2026) == frozenset()


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("US", "ZZ")])
def test_refuses_a_place_it_does_not_know(country, subdivision):
    with pytest.raises(UnknownHolidays, match=country):
        HolidayRule(country, subdivision).dates(2026)


def test_reads_english_names_whatever_language_the_machine_speaks(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "de")
    holiday_calendar._public_holidays.cache_clear()
    rule = HolidayRule("DE", names=("Christmas",))
    assert rule.dates(2026) == {date(2026, 12, 25), date(2026, 12, 26)}
    holiday_calendar._public_holidays.cache_clear()
