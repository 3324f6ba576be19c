"""Holidays that are not known, or not for long."""

from pricing.plan_documents.holiday_problems import first_year, holiday_problems
from pricing.plan_documents.problems import Severity


def found(rule, year=2026):
    return [(problem.path, problem.severity) for problem in holiday_problems(rule, "$.holidays", year)]


def test_knows_countries_regions_and_days():
    assert found({"country": "DE", "subdivision": "BY"}) == []
    assert found({"country": "ZZ"}) == [("$.holidays.country", Severity.ERROR)]
    assert found({"country": "DE", "subdivision": "ZZ"}) == [("$.holidays.subdivision", Severity.ERROR)]
    assert found({"country": "US", "names": ["Labor Day", "Nikolaus"]}) == [
        ("$.holidays.names[1]", Severity.ERROR)
    ]
    assert found({"dates": ["2026-02-30", "2028-01-01"]}) == [("$.holidays.dates[0]", Severity.ERROR)]


def test_warns_of_a_list_that_ends_within_the_first_year():
    assert found({"dates": ["2026-12-26"]}) == [("$.holidays.dates", Severity.WARNING)]
    assert found({"dates": ["2026-12-26"]}, 2025) == []


def test_a_plan_without_a_date_that_exists_has_a_year_all_the_same():
    assert first_year({"effective_from": "2026-03-01"}) == 2026
    assert first_year({"effective_from": "2026-02-30"}) == 2024
