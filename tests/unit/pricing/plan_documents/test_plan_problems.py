"""Dates, currency, codes and references."""

import pytest

from tests.unit.pricing.plan_documents.documents import errors, tou_plan, warnings


@pytest.mark.parametrize(
    ("place", "path"),
    [(("effective_from",), "$.effective_from"), (("source", "dated"), "$.source.dated")],
)
def test_refuses_a_date_that_does_not_exist(place, path):
    plan = tou_plan()
    target = plan
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = "2026-02-29"
    assert errors(plan) == [
        f"{path}: 2026-02-29 is not in the calendar (write a date that exists, as 2026-01-31)"
    ]


def test_refuses_a_currency_that_does_not_exist():
    plan = tou_plan()
    plan["currency"] = "USX"
    assert errors(plan) == ['$.currency: no currency has the code "USX" (write an ISO 4217 code such as EUR)']


def test_refuses_a_code_twice_among_all_lines():
    plan = tou_plan()
    plan["minimums"][0]["code"] = "ENERGY"
    plan["taxes"].append({"code": "SALES", "label": "Again", "percent": "1"})
    assert errors(plan) == [
        '$.minimums[0].code: the code "ENERGY" is taken by $.charges[1].code (choose another code)',
        '$.taxes[1].code: the code "SALES" is taken by $.taxes[0].code (choose another code)',
    ]


def test_refuses_discounts_and_minimums_on_charges_that_are_not_there():
    plan = tou_plan()
    plan["discounts"][0] |= {"charges": ["ENERGY", "WATER"], "percent": "100.01"}
    plan["minimums"][0]["tax"] = "VAT"
    assert errors(plan) == [
        '$.discounts[0].charges[1]: no charge has the code "WATER" (name a charge of this plan)',
        '$.minimums[0].tax: no tax has the code "VAT" (add it under "taxes")',
        "$.discounts[0].percent: 100.01 % is more than the whole price (write at most 100)",
    ]


def test_warns_of_what_nothing_uses():
    plan = tou_plan()
    plan["metrics"]["WATER"] = {"unit": "m3"}
    del plan["charges"][0]["tax"]
    assert errors(plan) == []
    assert warnings(plan) == [
        '$.metrics.WATER: no charge uses "WATER" (remove it or use it)',
        '$.taxes[0]: no charge is taxed with "SALES" (name it in a charge)',
    ]
