"""Names, dates, currency and the texts of a record."""

from datetime import date

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.record_facts import LONGEST_NOTE, pieces, read_facts, record_notes
from tests.unit.pricing.urdb.records import TODAY, numbers, record, told


def facts(answers=None, **changes):
    review = Review(answers or {})
    return read_facts(record(**changes), TODAY, review), review


def test_says_who_offers_what_since_when():
    found, review = facts(source="https://example.org/tariff.pdf")
    assert (found.code, found.name, found.currency) == ("US-EXAMPLE-LIGHT-RESIDENTIAL", "Residential", "USD")
    assert (found.effective_from, found.dated) == (date(2025, 1, 1), date(2025, 1, 1))
    assert found.publisher == "Example Light, in OpenEI's utility rate database"
    assert found.url == "https://example.org/tariff.pdf"
    assert told(review) == []


@pytest.mark.parametrize(
    ("start", "day", "found"),
    [
        (1462258800, date(2016, 5, 3), []),  # 07:00 UTC: midnight in Arizona
        (1727762400, date(2024, 10, 1), []),  # 06:00 UTC: midnight in Colorado in summer
        (1379030400, date(2013, 9, 13), []),  # midnight in UTC
        (1735765200, date(2025, 1, 1), [("ASSUMED", "$.startdate")]),  # 21:00 UTC: nobody's midnight
        ({"$date": "2025-01-01T05:00:00Z"}, date(2025, 1, 1), []),
        ("soon", TODAY, [("BLOCKS", "$.startdate"), ("ASSUMED", "$.startdate")]),
        (99999999999, TODAY, [("BLOCKS", "$.startdate"), ("ASSUMED", "$.startdate")]),
        (None, TODAY, [("ASSUMED", "$.startdate")]),
    ],
)
def test_finds_the_first_day(start, day, found):
    got, review = facts(startdate=start)
    assert (got.effective_from, told(review)) == (day, found)


def test_takes_what_a_person_writes():
    found, _ = facts({"code": "HOME", "name": "Home", "effective_from": "2026-02-01"})
    assert (found.code, found.name, found.effective_from) == ("HOME", "Home", date(2026, 2, 1))
    assert told(facts({"effective_from": "1 May"})[1]) == [("BLOCKS", "$.startdate")]


def test_asks_for_the_currency_of_other_countries():
    found, review = facts(country=None)
    assert (found.currency, told(review)) == ("USD", [("ASSUMED", "$.country")])
    found, review = facts(country="CAN")
    assert told(review) == [("BLOCKS", "$.country")]
    found, review = facts({"currency": "CAD"}, country="CAN")
    assert (found.currency, told(review)) == ("CAD", [("ASSUMED", "$.country")])


def test_tells_what_a_person_should_know_of_the_rate():
    _, review = facts(
        approved=False,
        enddate=1462172400,
        supersedes="562bea025457a31838418740",
        sector="Commercial",
        peakkwcapacitymin=500,
        servicetype="Delivery",
    )
    assert {
        path: message
        for (_, path), message in zip(told(review), [f.message for f in review.findings], strict=True)
    } == {
        "$.approved": "nobody of the database has approved the record",
        "$.enddate": "the rate ended on 02 May 2016; the plan has no end",
        "$.supersedes": "the record supersedes 562bea025457a31838418740",
        "$.sector": "the rate is meant for customers of sector Commercial, demand from 500 kW: nothing checks that",
        "$.servicetype": "the record is for Delivery only, not for the whole service",
    }


def test_makes_do_without_a_name():
    found, review = facts(utility=None, name=None, label=None)
    assert (found.code, found.name, found.source_title) == ("US-RATE", "Rate", "Utility rate record")
    assert facts(label=None)[0].source_title == "Utility rate record: Residential"
    assert told(review) == [("LOOK", "$.utility"), ("LOOK", "$.name")]


def test_keeps_every_text_for_people():
    notes = list(
        record_notes(
            numbers(
                {
                    "energycomments": "Adjustments =\r\n Fuel\x00 Charge",
                    "fixedattrs": [{"Minimum bill": "12.50"}, {"Meter": "3"}],
                    "energyattrs": [{"TOU": "1"}],
                    "demandattrs": [{"Discount": "-0.14"}],
                    "mindemand": 1000,
                    "enddate": 1462172400,
                    "energyratestructure": [],
                }
            )
        )
    )
    assert notes == [
        "energycomments: Adjustments = Fuel Charge",
        "fixedattrs: Minimum bill: 12.50; Meter: 3",
        "energyattrs: TOU: 1",
        "demandattrs: Discount: -0.14",
        "enddate: 2016-05-02",
        "mindemand: 1000",
    ]


def test_cuts_long_texts_into_pieces_without_losing_a_word():
    words = [f"word{number}" for number in range(1000)]
    parts = list(pieces(" ".join(words)))
    assert len(parts) > 1
    assert max(map(len, parts)) <= LONGEST_NOTE
    assert " ".join(parts).split() == words
