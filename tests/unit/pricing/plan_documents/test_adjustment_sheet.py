"""Adjustments and taxes in a customer's words."""

import pytest

from pricing.plan_documents.adjustment_sheet import adjustment_lines, tax_lines
from tests.unit.pricing.plan_documents.documents import tou_plan

X = {"code": "X", "label": "Text"}


@pytest.mark.parametrize(
    ("part", "item", "line"),
    [
        ("discounts", {"amount": "5", "charges": ["ENERGY"]}, "5 USD off Energy per period"),
        (
            "discounts",
            {"amount": "5", "prorated": True},
            "5 USD off all charges per period, less for part of a period",
        ),
        (
            "money_banks",
            {"charges": ["CUSTOMER"], "credits": ["ENERGY"]},
            "Energy pays for Customer charge, from the same period on; the rest is kept",
        ),
        (
            "money_banks",
            {"charges": ["CUSTOMER"], "credits": ["ENERGY"], "used_at_once": False, "true_up_month": 3},
            "Energy pays for Customer charge, from the next period on; the rest is paid out at the end of March",
        ),
        ("maximums", {"amount": "1000", "per": "period"}, "at most 1,000 USD per period for all charges"),
        (
            "minimums",
            {"amount": "60", "per": "year", "year_end_month": 6},
            "at least 60 USD per year to the end of June for all charges",
        ),
        (
            "commitments",
            {"amount": "60", "per": "year", "overage_factor": "1.5"},
            (
                "60 USD per year to the end of December promised for all charges; what lies beyond costs 1.5 times"
                " as much; what is missing is charged"
            ),
        ),
        ("riders", {"percent": "8.3"}, "8.3 % on top of all charges"),
        ("riders", {"percent": "-2", "charges": ["ENERGY"]}, "2 % less on Energy"),
    ],
)
def test_tells_each_adjustment(part, item, line):
    plan = tou_plan()
    del plan["discounts"], plan["minimums"]
    plan[part] = [{**X, **item}]
    assert adjustment_lines(plan) == (f"Text: {line}",)


def test_tells_what_a_tax_is_on():
    plan = tou_plan()
    more = {"charges": ["ENERGY", "CUSTOMER"], "on_taxes": ["SALES"], "mode": "down"}
    plan["taxes"].append({"code": "VAT", "label": "VAT 16 %", "percent": "16", **more})
    assert tax_lines(plan) == (
        "Sales tax: 7.25 %",
        "VAT 16 %, on Energy and Customer charge, and on Sales tax, rounded down",
    )
