"""The adjustments of money of a usage case as terms of the engine, and what they came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from invoicing.drafting.prepaid_credits import CreditsNotConsumed, consume_credits
from pricing.money import EXACT
from pricing.rating import LineKind, RatedLine
from pricing.rating.plan_terms import MaximumBill, MinimumBill, PercentDiscount
from tests.golden.missing_features import Case

MONEY: Final = ("percent_discount", "max_amount", "min_amount", "credits")
"""The types of adjustments of money, in the order in which they are applied."""
EXPECTED: Final = ("minimum_line", "discount", "credits", "error")
"""What a case may expect of them, besides the amount."""
_LABELLED: Final = {"percent_discount": "percent", "max_amount": "amount", "min_amount": "amount"}


def money_terms(case: Case) -> dict[str, Any]:
    """Discounts, maximums and minimums of a plan, by the names that PlanTerms has for them."""
    adjustments = _of_money(case)
    maximums = [
        MaximumBill(f"max{number}", "Maximum", amount)
        for number, amount in enumerate(_values(adjustments, "max_amount"))
    ]
    minimums = [
        MinimumBill(f"min{number}", "Minimum", amount)
        for number, amount in enumerate(_values(adjustments, "min_amount"))
    ]
    percents = _values(adjustments, "percent_discount")
    discounts = (PercentDiscount("discount", "Discount", _combined(percents)),) if percents else ()
    return {"discounts": discounts, "maximums": tuple(maximums), "minimums": tuple(minimums)}


def assert_money(lines: Sequence[RatedLine], case: Case, amount: Decimal) -> Decimal:
    """Assert what the adjustments came to, and give what is left of the amount after credits."""
    expected = case.get("our_expected") or case["expected"]
    booked = [
        Decimal(credit)
        for adjustment in _of_money(case)
        if adjustment["type"] == "credits"
        for credit in adjustment["amounts"]
    ]
    error = ""
    left = amount
    try:
        left = consume_credits(amount, booked)
    except CreditsNotConsumed as refused:
        error = refused.code
    assert error == expected.get("error", "")
    ours = {
        "minimum_line": _total(lines, LineKind.MINIMUM),
        "discount": -_total(lines, LineKind.DISCOUNT, LineKind.MAXIMUM),
        "credits": amount - left,
    }
    for key in ours.keys() & expected.keys():
        assert ours[key] == Decimal(expected[key]), key
    return left


def is_adjusted(case: Case) -> bool:
    """Whether the case has adjustments of money."""
    return bool(_of_money(case))


def _of_money(case: Case) -> list[Mapping[str, Any]]:
    """The adjustments of money, which must stand in the order in which they are applied."""
    adjustments = [one for one in case.get("adjustments") or () if one["type"] in MONEY]
    for one in adjustments:
        assert one.keys() == {"type", _LABELLED.get(one["type"], "amounts")}, f"undocumented: {one}"
    places = [MONEY.index(one["type"]) for one in adjustments]
    assert places == sorted(places)
    return adjustments


def _values(adjustments: Sequence[Mapping[str, Any]], kind: str) -> list[Decimal]:
    return [Decimal(one[_LABELLED[kind]]) for one in adjustments if one["type"] == kind]


def _combined(percents: Sequence[Decimal]) -> Decimal:
    """One percentage for several, of which each is of what the ones before left."""
    left = Decimal(1)
    for percent in percents:
        left = EXACT.multiply(left, EXACT.subtract(Decimal(1), EXACT.scaleb(percent, -2)))
    return EXACT.scaleb(EXACT.subtract(Decimal(1), left), 2)


def _total(lines: Sequence[RatedLine], *kinds: LineKind) -> Decimal:
    return sum((line.amount for line in lines if line.kind in kinds), Decimal(0))
