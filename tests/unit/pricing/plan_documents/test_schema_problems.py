"""The shape of a plan document, explained without jargon."""

import json

import pytest

from pricing.plan_documents.schema import plan_schema
from tests.unit.pricing.plan_documents.documents import errors, total_plan, tou_plan


def test_a_flawless_plan_has_no_problem():
    assert errors(tou_plan()) == []


def test_asks_for_amounts_as_text():
    plan = tou_plan()
    plan["charges"][0]["price"]["amount"] = 10.5
    assert errors(plan) == ['$.charges[0].price.amount: 10.5 is a JSON number (write it as text: "10.5")']


@pytest.mark.parametrize(
    "text", ["1,5", "1.", ".5", "01", "1e3", "+1", " 1", "1\n", "0.1234567890123", "", "NaN", "٣"]
)
def test_refuses_what_is_not_a_plain_decimal(text):
    plan = total_plan({"shape": "per_unit", "unit_price": text})
    assert errors(plan)[0].startswith(
        f"$.charges[0].price.unit_price: {json.dumps(text, ensure_ascii=False)} is not"
    )


@pytest.mark.parametrize("text", ["0", "-0.0866", "0.123456789012", "999999999999999"])
def test_takes_plain_decimals(text):
    assert errors(total_plan({"shape": "per_unit", "unit_price": text})) == []


def test_names_what_is_missing():
    plan = tou_plan()
    del plan["currency"]
    del plan["charges"][1]["determinant"]["calendar"]
    assert errors(plan) == [
        '$.currency: "currency" is missing (add "currency")',
        '$.charges[1].determinant.calendar: "calendar" is missing (add "calendar")',
    ]


def test_suggests_the_name_that_was_meant():
    plan = tou_plan()
    plan["chargs"] = []
    assert errors(plan) == ['$.chargs: "chargs" is not known here (did you mean "charges"?)']


def test_lists_the_choices():
    plan = tou_plan()
    plan["rounding"]["unit"] = "cent"
    assert errors(plan) == ['$.rounding.unit: "cent" is none of the choices (choose one of "line", "charge")']


def test_an_unknown_shape_is_one_problem():
    plan = total_plan({"shape": "stairs", "steps": []})
    assert errors(plan) == [
        (
            '$.charges[0].price.shape: "stairs" is none of the choices'
            ' (choose one of "fixed", "per_unit", "graduated", "volume", "package", "graduated_percentage",'
            ' "hours_use", "block_tiers", "stairstep", "index", "percentage", "dynamic", "rated_duration")'
        )
    ]


@pytest.mark.parametrize("change", ["both", "neither"])
def test_asks_for_one_way_to_price(change):
    plan = total_plan({"shape": "per_unit", "unit_price": "1"})
    if change == "both":
        plan["charges"][0]["prices"] = {"peak": {"shape": "per_unit", "unit_price": "1"}}
    else:
        del plan["charges"][0]["price"]
    assert errors(plan)[0].startswith('$.charges[0]: a charge has either "price" or "prices"')


def test_asks_when_the_source_was_published():
    plan = tou_plan()
    del plan["source"]["dated"]
    assert errors(plan) == [
        (
            "$.source: the source says neither when it was published nor when it was looked up"
            ' (add "dated" or "retrieved" with a date)'
        )
    ]


def test_points_at_a_metric_whose_code_is_no_code():
    plan = tou_plan()
    plan["metrics"]["kWh used"] = {"unit": "kWh"}
    assert errors(plan) == [
        (
            '$.metrics["kWh used"]: "kWh used" is not a metric code of capital letters, digits and underscores, such as'
            ' "ELECTRICITY_IMPORT" (write a metric code of capital letters, digits and underscores, such as'
            ' "ELECTRICITY_IMPORT")'
        )
    ]


@pytest.mark.parametrize("document", [None, [], "plan", 7, {}])
def test_survives_what_is_no_plan_at_all(document):
    assert errors(document)


def test_every_property_is_documented():
    assert list(undocumented(plan_schema(), "$")) == []


def undocumented(node, path):
    if isinstance(node, list):
        node = dict(enumerate(node))
    if not isinstance(node, dict):
        return
    for name, inner in node.get("properties", {}).items():
        # Under "if", and where a property is true, it repeats one that is described beside it.
        if inner is True or path.endswith(".if"):
            continue
        named = plan_schema()["$defs"][inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else {}
        if not {"title", "description"} <= {**named, **inner}.keys():
            yield f"{path}.{name}"
    for key, inner in node.items():
        yield from undocumented(inner, f"{path}.{key}")
