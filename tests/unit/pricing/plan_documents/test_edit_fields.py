"""The fields of a form for a document."""

import json
from importlib.resources import files

import pytest

from pricing.plan_documents.edit_fields import MOST_FIELDS, FieldKind, field_groups
from tests.unit.pricing.plan_documents.documents import tou_plan


def fields(document) -> dict[str, tuple[str, str, str]]:
    return {
        field.name: (f"{group.title} / {field.label}", field.value, field.unit)
        for group in field_groups(document)
        for field in group.fields
    }


def test_has_what_changes_from_day_to_day():
    assert fields(tou_plan() | {"labels": {"de": "Tarif"}}) == {
        "/name": ("Plan / Plan name", "Time of use", ""),
        "/labels/de": ("Plan / Plan name in de", "Tarif", ""),
        "/effective_from": ("Plan / Effective from", "2026-01-01", ""),
        "/charges/0/label": ("Customer charge / Label", "Customer charge", ""),
        "/charges/0/price/amount": ("Customer charge / Amount", "10.00", "USD"),
        "/charges/1/label": ("Energy / Label", "Energy", ""),
        "/charges/1/prices/peak/unit_price": ("Energy / Peak: price", "0.30", "USD per kWh"),
        "/charges/1/prices/off_peak/tiers/0/up_to": ("Energy / Off peak, tier 1: up to", "300", "kWh"),
        "/charges/1/prices/off_peak/tiers/0/unit_price": (
            "Energy / Off peak, tier 1: price",
            "0.10",
            "USD per kWh",
        ),
        "/charges/1/prices/off_peak/tiers/1/up_to": ("Energy / Off peak, tier 2: up to", "600", "kWh"),
        "/charges/1/prices/off_peak/tiers/1/unit_price": (
            "Energy / Off peak, tier 2: price",
            "0.12",
            "USD per kWh",
        ),
        "/charges/1/prices/off_peak/tiers/2/unit_price": (
            "Energy / Off peak, tier 3: price",
            "0.15",
            "USD per kWh",
        ),
        "/discounts/0/label": ("Discounts / Loyalty: label", "Loyalty", ""),
        "/discounts/0/percent": ("Discounts / Loyalty: percent", "5", "%"),
        "/minimums/0/label": ("Minimum bills / Minimum bill: label", "Minimum bill", ""),
        "/minimums/0/amount": ("Minimum bills / Minimum bill: amount", "12", "USD"),
        "/taxes/0/label": ("Taxes / Sales tax: label", "Sales tax", ""),
        "/taxes/0/percent": ("Taxes / Sales tax: percent", "7.25", "%"),
        "/calendars/tou/windows": (
            "Hours of the calendars / Windows of tou",
            "peak | 16:00 to 21:00 | weekday | summer\noff_peak",
            "",
        ),
    }


def test_has_every_price_of_every_example():
    for one in files("pricing.plan_documents").joinpath("examples").iterdir():
        document = json.loads(one.read_text("utf-8"))
        shown = {field.value for group in field_groups(document) for field in group.fields}
        prices = {
            value for key, value in _leaves(document["charges"]) if key in ("unit_price", "amount", "up_to")
        }
        assert prices - {None} <= shown, one.name


def _leaves(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    else:
        yield key, value


def test_has_the_code_of_a_new_plan_only():
    (first, *_), *_ = (group.fields for group in field_groups(tou_plan(), with_code=True))
    assert (first.name, first.value) == ("/code", "TOU")
    assert "/code" not in fields(tou_plan())


def test_keeps_a_field_for_what_is_no_number_yet():
    plan = tou_plan()
    plan["charges"][0]["price"]["amount"] = "0,31"
    assert fields(plan)["/charges/0/price/amount"][1] == "0,31"


def test_finds_numbers_under_keys_of_tomorrow():
    plan = tou_plan()
    plan["charges"][0]["price"]["cap"] = {"ceiling": "4.5"}
    assert fields(plan)["/charges/0/price/cap/ceiling"] == ("Customer charge / Ceiling", "4.5", "")


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"charges": 3, "calendars": [], "labels": "x", "bucket_labels": {"a": 1}},
        {"charges": [1, {"code": "A", "price": "0.3", "determinant": 7}], "metrics": 3},
        {"calendars": {"a": None, "b": {"windows": {}}}, "taxes": [{"percent": 5}], "name": 5},
    ],
)
def test_bears_any_shape(document):
    assert all(
        field.name.startswith("/charges") for group in field_groups(document) for field in group.fields
    )


def test_names_buckets_by_language():
    plan = tou_plan() | {"bucket_labels": {"peak": {"de": "Spitze"}}}
    assert fields(plan)["/bucket_labels/peak/de"] == ("Plan / peak in de", "Spitze", "")


def test_stops_before_a_request_is_too_large():
    plan = tou_plan()
    plan["charges"] = [plan["charges"][0] | {"code": f"C{n}"} for n in range(200)]
    assert len(fields(plan)) == MOST_FIELDS


def test_knows_how_each_is_typed():
    kinds = {field.name: field.kind for group in field_groups(tou_plan()) for field in group.fields}
    assert kinds["/effective_from"] is FieldKind.DATE
    assert kinds["/name"] is FieldKind.TEXT
    assert kinds["/taxes/0/percent"] is FieldKind.NUMBER
    assert kinds["/calendars/tou/windows"] is FieldKind.ROWS
