"""Where one is in a document."""

import pytest

from pricing.plan_documents.document_places import place_of
from pricing.plan_documents.sections import CODED
from tests.unit.pricing.plan_documents.documents import tou_plan


@pytest.mark.parametrize(
    ("steps", "where", "word"),
    [
        (("charges", 1, "prices", "off_peak", "tiers", 1, "unit_price"), "Energy, off peak, tier 2", "price"),
        (("charges", 0, "label"), "Customer charge", "label"),
        (("charges", 0, "labels", "de"), "Customer charge", "label in de"),
        (("calendars", "tou", "seasons", "summer"), "calendar tou", "season summer"),
        (("calendars", "tou", "holidays", "country"), "calendar tou", "country"),
        (("labels", "de"), "", "plan name in de"),
        (("rounding", "mode"), "rounding", "mode"),
        (("effective_from",), "", "effective from"),
        (("tomorrow", "x"), "tomorrow", "x"),
    ],
)
def test_is_called_as_people_say_it(steps, where, word):
    place = place_of(steps, tou_plan())
    assert (place.where, place.word) == (where, word)


def test_knows_prices_counts_and_members():
    plan = tou_plan()
    assert place_of(("charges", 1, "prices", "peak"), plan).is_price
    assert place_of(("charges", 1, "prices", "off_peak", "tiers"), plan).is_price
    assert not place_of(("charges", 1, "prices", "peak", "unit_price"), plan).is_price
    assert place_of(("charges", 1, "determinant"), plan).is_counted
    assert place_of(("taxes", 0), plan).is_whole
    assert place_of(("calendars", "tou"), plan).is_whole


@pytest.mark.parametrize(
    ("determinant", "unit"),
    [
        ({"kind": "period"}, "period"),
        ({"kind": "days"}, "day"),
        ({"kind": "total", "metric": "ELECTRICITY_IMPORT"}, "kWh"),
        ({"kind": "peak_demand", "metric": "ELECTRICITY_IMPORT"}, "kW"),
        ({"kind": "peak_demand", "metric": "WATER"}, "m³/h"),
        ({"kind": "net_usage", "import_metric": "WATER", "export_metric": "WATER"}, "m³"),
        ({"kind": "total"}, ""),
    ],
)
def test_prices_are_for_a_unit_of_what_is_counted(determinant, unit):
    plan = tou_plan()
    plan["metrics"]["WATER"] = {"unit": "m3"}
    plan["charges"][0] |= {"determinant": determinant}
    assert place_of(("charges", 0, "price"), plan).unit == unit


def test_prices_are_for_the_unit_that_usage_is_converted_into():
    plan = tou_plan()
    plan["charges"][0] |= {
        "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
        "conversion": {"operation": "divide", "factor": "1000", "unit": "MWh"},
    }
    assert place_of(("charges", 0, "price"), plan).unit == "MWh"


@pytest.mark.parametrize(("section", "word"), list(CODED.items()))
def test_knows_every_list_of_things_with_codes(section, word):
    plan = tou_plan() | {section: [{"code": "one", "label": "One", "amount": "5"}]}
    place = place_of((section, 0), plan)
    assert (place.where, place.kind, place.is_whole) == ("One", word, True)
