"""A record as a whole: a valid plan, or findings that say why not; never a failure."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.plan_documents.validation import validate_plan_document
from pricing.urdb.conversion import convert_record
from pricing.urdb.findings import Weight
from tests.unit.pricing.urdb.records import (
    TODAY,
    blocking,
    converted,
    document_of,
    finding_at,
    hours,
    numbers,
    record,
)

UNSAID = "the record does not say what becomes of monthly amounts when a customer moves in or out"
WEEKENDS = {
    "energyratestructure": [
        [{"rate": "0.1", "unit": "kWh"}],
        [{"rate": "0.3", "adj": "0.01", "unit": "kWh"}],
    ],
    "energyweekdayschedule": hours(0, hot={range(16, 21): 1}),
    "energyweekendschedule": hours(0),
}
DEMAND = {
    "flatdemandstructure": [[{"rate": "13.59", "adj": "2.06"}]],
    "flatdemandmonths": [0] * 12,
    "flatdemandunit": "kW",
    "demandrateunit": "kW",
    "demandratestructure": [[{"rate": "0"}], [{"rate": "9"}]],
    "demandweekdayschedule": hours(0, hot={range(16, 21): 1}),
    "demandweekendschedule": hours(0),
}


def test_makes_a_plan_of_a_simple_rate():
    assert document_of() == {
        "format": "billing-plan/1",
        "code": "US-EXAMPLE-LIGHT-RESIDENTIAL",
        "name": "Residential",
        "currency": "USD",
        "commodity": "electricity",
        "effective_from": "2025-01-01",
        "source": {
            "title": "Utility rate record 5e1676e95457a3f87673e3b0: Residential",
            "publisher": "Example Light, in OpenEI's utility rate database",
            "dated": "2025-01-01",
            "notes": [
                f"Decided: {UNSAID}: Amounts for a month, demand and tiers shrink with the days",
                "label: 5e1676e95457a3f87673e3b0",
            ],
        },
        "metrics": {"ELECTRICITY_IMPORT": {"unit": "kWh"}},
        "rounding": {"unit": "line", "mode": "half_up"},
        "charges": [
            {
                "code": "CUSTOMER",
                "label": "Customer charge",
                "determinant": {"kind": "period"},
                "price": {"shape": "fixed", "amount": "9.50"},
            },
            {
                "code": "ENERGY",
                "label": "Energy",
                "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
                "price": {"shape": "per_unit", "unit_price": "0.12"},
            },
        ],
    }


def test_puts_every_part_into_the_plan():
    changes = {**WEEKENDS, **DEMAND, "mincharge": "20", "minchargeunits": "$/month"}
    document = document_of(
        {"demand_window": "30", "holidays": "weekends", "short_periods": "whole"}, **changes
    )
    assert validate_plan_document(document) == ()
    assert [charge["code"] for charge in document["charges"]] == [
        "CUSTOMER",
        "ENERGY",
        "DEMAND",
        "TOU_DEMAND",
    ]
    assert document["charges"][2]["price"] == {"shape": "per_unit", "unit_price": "15.65"}
    assert {charge["determinant"].get("window_minutes") for charge in document["charges"]} == {None, 30}
    assert document["calendars"].keys() == {"energy", "tou_demand"}
    assert all(calendar["holidays"] == {"country": "US"} for calendar in document["calendars"].values())
    assert document["minimums"][0]["prorated"] is False


def test_asks_about_holidays_only_where_weekends_differ():
    assert "holidays" in converted(**WEEKENDS).asked
    assert "holidays" not in converted().asked


def test_says_so_when_nothing_is_charged():
    conversion = converted(fixedchargefirstmeter=None, energyratestructure=None)
    assert conversion.document is None
    assert blocking(conversion) == ["$"]


def test_bills_a_fixed_charge_alone():
    document = document_of(energyratestructure=None)
    assert document["metrics"] == {}
    assert [charge["code"] for charge in document["charges"]] == ["CUSTOMER"]


def test_says_when_it_was_looked_up_where_the_record_has_no_date():
    document = document_of(startdate=None)
    assert document["source"]["retrieved"] == document["effective_from"] == TODAY.isoformat()
    assert finding_at(converted(startdate=None), "$.startdate").weight is Weight.ASSUMED


def test_blocks_a_code_that_no_plan_can_have():
    conversion = converted({"code": "a code"})
    assert blocking(conversion) == ["$"]
    assert "$.code" in conversion.findings[0].message


def test_shows_each_decision_once():
    wide = [[{"rate": "1", "max": "9999999", "unit": "kWh"}, {"rate": "2", "unit": "kWh"}] for _ in range(2)]
    conversion = converted(**{**WEEKENDS, "energyratestructure": wide})
    assert [choice.key for choice in conversion.choices].count("implausible_bound") == 1


def test_loses_no_text_however_much_there_is():
    fields = {f"odd{number}": f"text {number}" for number in range(120)}
    notes = " ".join(document_of(**fields)["source"]["notes"])
    assert all(f"text {number}" in notes for number in range(120))
    assert blocking(converted(energycomments="word " * 20_000)) == ["$"]


def test_gives_the_same_plan_for_the_same_record():
    first, again = document_of(**WEEKENDS), document_of(**WEEKENDS)
    assert first == again


JUNK = st.one_of(
    st.none(), st.booleans(), st.text(max_size=5), st.just([]), st.just({}), st.just([[]]), st.just([[{}]]),
    st.just([{"a": [1]}]), st.integers(-3, 10**12).map(numbers), st.decimals(allow_nan=False, allow_infinity=False),
)  # fmt: skip
WHOLE = record(**WEEKENDS, **DEMAND, mincharge="20", minchargeunits="$/month", enddate=1462172400)


def _places(value, steps=()):
    yield steps
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else list(enumerate(value))[:2]:
            yield from _places(inner, (*steps, key))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([steps for steps in _places(WHOLE) if steps]), JUNK)
def test_never_fails_whatever_stands_in_a_record(steps, junk):
    spoiled = deepcopy(WHOLE)
    target = spoiled
    for step in steps[:-1]:
        target = target[step]
    target[steps[-1]] = junk
    conversion = convert_record(spoiled, {}, TODAY)
    assert (conversion.document is None) == bool(blocking(conversion))
    if conversion.document is not None:
        assert [str(problem) for problem in validate_plan_document(conversion.document)] == []


@pytest.mark.parametrize("answers", [{"demand_window": "7"}, {"short_periods": ""}])
def test_blocks_answers_that_are_not_offered(answers):
    assert blocking(converted(answers, **DEMAND)) == ["$"]
