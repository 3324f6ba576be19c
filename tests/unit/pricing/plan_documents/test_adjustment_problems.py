"""Adjustments and taxes that do not fit the plan."""

import pytest

from tests.unit.pricing.plan_documents.documents import errors, tou_plan, warnings

NAMED = {"code": "X", "label": "Text"}
CREDIT = {
    "code": "FEED_IN",
    "label": "Feed-in",
    "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
    "price": {"shape": "per_unit", "unit_price": "-0.08"},
}
BANK = {**NAMED, "charges": ["ENERGY"], "credits": ["FEED_IN"]}


def plan_with(**parts):
    plan = tou_plan()
    plan["charges"].append(CREDIT)
    for part, items in parts.items():
        plan[part] = [*plan.get(part, ()), *items]
    return plan


@pytest.mark.parametrize(
    ("part", "item"),
    [
        ("discounts", {"percent": "1"}),
        ("maximums", {"amount": "1", "per": "day"}),
        ("minimums", {"amount": "1", "per": "year"}),
        ("commitments", {"amount": "1", "per": "year"}),
        ("riders", {"percent": "1"}),
        ("money_banks", {"credits": ["FEED_IN"]}),
        ("taxes", {"percent": "1"}),
    ],
)
def test_refuses_a_charge_that_is_not_there(part, item):
    plan = plan_with(**{part: [{**NAMED, **item, "charges": ["GAS"]}]})
    number = len(plan[part]) - 1
    assert errors(plan) == [
        f'$.{part}[{number}].charges[0]: no charge has the code "GAS" (name a charge of this plan)'
    ]


@pytest.mark.parametrize("part", ["minimums", "commitments"])
def test_refuses_a_tax_that_is_not_there(part):
    plan = plan_with(**{part: [{**NAMED, "amount": "1", "per": "period", "tax": "VAT"}]})
    assert errors(plan)[0].endswith('no tax has the code "VAT" (add it under "taxes")')


@pytest.mark.parametrize("part", ["maximums", "commitments", "riders", "money_banks"])
def test_refuses_a_code_that_is_taken(part):
    item = {"riders": {"percent": "1"}, "money_banks": BANK}.get(part, {"amount": "99", "per": "period"})
    plan = plan_with(**{part: [{**NAMED, **item, "code": "ENERGY"}]})
    assert errors(plan) == [
        f'$.{part}[0].code: the code "ENERGY" is taken by $.charges[1].code (choose another code)'
    ]


def test_refuses_a_tax_on_a_later_or_unknown_tax():
    plan = plan_with(
        taxes=[{"code": "VAT", "label": "VAT", "percent": "16", "on_taxes": ["SALES", "LEVY", "DUTY"]}]
    )
    plan["taxes"].append({"code": "LEVY", "label": "Levy", "percent": "5", "charges": ["ENERGY"]})
    assert errors(plan) == [
        (
            '$.taxes[1].on_taxes[1]: the tax "LEVY" does not stand before this one'
            " (let taxes follow the ones they are on)"
        ),
        '$.taxes[1].on_taxes[2]: no tax has the code "DUTY" (name a tax of this plan)',
    ]


def test_refuses_a_charge_in_two_banks():
    plan = plan_with(money_banks=[BANK, {**BANK, "code": "Y", "charges": ["CUSTOMER"]}])
    assert errors(plan) == [
        (
            '$.money_banks[1].credits[0]: "FEED_IN" is named by $.money_banks[0].credits[0] already'
            " (name each charge once in all banks)"
        )
    ]


@pytest.mark.parametrize("change", ["both", "neither"])
def test_refuses_a_discount_that_is_not_one_thing(change):
    discount = {**NAMED, "percent": "1", "amount": "1"} if change == "both" else NAMED
    assert errors(plan_with(discounts=[discount])) == [
        '$.discounts[1]: a discount is either a percentage or an amount (give "percent" or "amount")'
    ]


@pytest.mark.parametrize(
    ("part", "item", "problem"),
    [
        (
            "discounts",
            {"percent": "96"},
            "discounts[1].percent: together with the discounts before it 101 % are taken off ENERGY",
        ),
        (
            "discounts",
            {"percent": "1", "prorated": True},
            "discounts[1].prorated: a percentage is of what was",
        ),
        (
            "minimums",
            {"amount": "1", "per": "period", "year_end_month": 3},
            "minimums[1].year_end_month: the amount is per period, so it changes nothing",
        ),
        (
            "commitments",
            {"amount": "1", "per": "year", "true_up": False},
            "commitments[0]: it neither charges what is missing nor prices what lies beyond",
        ),
        (
            "maximums",
            {"amount": "11", "per": "period"},
            "minimums[0].amount: it is more than the maximum bill X, 11",
        ),
        ("money_banks", {**BANK, "expires": True}, "money_banks[0].expires: nothing says when"),
        (
            "money_banks",
            {"charges": ["CUSTOMER"], "credits": ["ENERGY"]},
            'money_banks[0].credits[0]: "ENERGY" has no price below zero, so it never gives a credit',
        ),
        ("taxes", {"percent": "1"}, 'taxes[1]: no charge is taxed with "X"'),
    ],
)
def test_warns(part, item, problem):
    plan = plan_with(**{part: [{**NAMED, **item}]})
    assert errors(plan) == []
    assert [text[: 2 + len(problem)] for text in warnings(plan)] == [f"$.{problem}"]


def test_takes_a_plan_with_everything():
    plan = plan_with(
        money_banks=[{**BANK, "code": "BANK", "true_up_month": 3, "expires": True}],
        maximums=[{**NAMED, "code": "CAP", "amount": "900", "per": "period"}],
        commitments=[{**NAMED, "code": "PROMISE", "amount": "100", "per": "year", "year_end_month": 6}],
        riders=[{**NAMED, "code": "FUEL", "percent": "-2", "charges": ["ENERGY"], "tax": "SALES"}],
        discounts=[{**NAMED, "code": "WELCOME", "amount": "5", "prorated": True}],
        taxes=[{"code": "VAT", "label": "VAT", "percent": "16", "on_taxes": ["SALES"], "mode": "down"}],
    )
    assert (errors(plan), warnings(plan)) == ([], [])
