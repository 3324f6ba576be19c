"""The plans that are sold."""

from datetime import date

from billing_site.demo.demo_plans import demo_plan_documents, plan_document_paths
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.validation import validate_plan_document


def by_code(last_month):
    return {document["code"]: document for document in demo_plan_documents(last_month)}


def test_all_are_flawless_and_apply_from_the_first_month():
    for last_month in (date(2026, 10, 1), date(2024, 12, 15)):
        for document in demo_plan_documents(last_month):
            assert validate_plan_document(document) == ()
            assert document["effective_from"] <= f"{last_month.year - 1}-{last_month.month + 1:02}-01" or (
                last_month.month == 12 and document["effective_from"] <= f"{last_month.year}-01-01"
            )


def test_published_facts_stay_as_they_are():
    documents = by_code(date(2026, 10, 1))
    published = [read_plan_document(path.read_bytes()) for path in plan_document_paths()]
    assert len(published) == 10
    for document in published:
        sold = documents[document["code"]]
        for key in document.keys() - {"effective_from", "source"}:
            assert sold[key] == document[key]
        notes = document["source"]["notes"]
        assert sold["source"]["notes"][: len(notes)] == notes


def test_a_later_beginning_is_moved_and_said():
    water = by_code(date(2026, 10, 1))["PT-LAGOA-WATER"]
    assert water["effective_from"] == "2025-11-01"
    assert water["source"]["notes"][-1] == (
        "For the demo it applies from 2025-11-01; as published it does from 2026-01-01."
    )
    assert by_code(date(2026, 10, 1))["UK-TOU-HH"]["effective_from"] == "2017-01-01"


def test_homes_without_panels_have_the_tariff_without_them():
    documents = by_code(date(2026, 10, 1))
    home, solar = documents["AU-ERGON-12D-HOME"], documents["AU-ERGON-12D"]
    assert home["charges"] == solar["charges"][:2]
    assert home["metrics"] == {"ELECTRICITY_IMPORT": {"unit": "kWh"}}
    assert "panels" in home["source"]["notes"][-1]
    assert "New South Wales" in solar["source"]["notes"][-1]
