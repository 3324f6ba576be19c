"""Usage cases of an invoice's coupons and taxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pricing.money import EXACT, round_amount
from pricing.rating import LineKind, PlanTerms, RatedLine, compute_taxes
from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.discounts import fixed_discount_lines
from pricing.rating.plan_terms import FixedDiscount, TaxTerms
from pricing.rating.proration import share_of
from tests.golden.missing_features import Case
from tests.golden.usage_quantities import assert_expected

_COUPON_DECIMALS = 5
_NOTHING = Decimal(0)
_PLAN = PlanTerms("golden", "JPY", {}, ())


@dataclass(frozen=True)
class Coupon:
    """An amount and the indexes of the lines that it is for; all of them when none is named."""

    amount: Decimal
    lines: tuple[int, ...]


def check_invoice_tax(case: Case) -> None:
    """Assert rounded lines, what coupons take off each, and one tax per rate spread over the lines.

    Our coupons are whole minor units. Where the source keeps five decimals of them, its shares are computed as
    it does, ours must be less than a minor unit a coupon off and the same in sum, and taxes are on its shares.
    """
    params = case["params"]
    assert params.keys() <= {"coupons", "lines"}
    assert all(line.keys() <= {"amount_minor", "tax_rate"} for line in params["lines"])
    lines = [_line(index, line) for index, line in enumerate(params["lines"])]
    coupons = [_coupon(coupon) for coupon in params.get("coupons") or ()]
    ours, theirs = _whole_coupons(lines, coupons), _decimal_coupons(lines, coupons)
    assert sum(ours, _NOTHING) == round_amount(sum(theirs, _NOTHING), 0)
    assert all(abs(a - b) < max(len(coupons), 1) for a, b in zip(ours, theirs, strict=True))
    figures = [_figures(lines, taken) for taken in (theirs, ours)]
    if case.get("our_expected") and "line_coupons_minor" not in case["our_expected"]:
        assert any(_fits(case, each) for each in figures)
    else:
        assert_expected(case, figures[1] if _expects_whole_coupons(case) else figures[0])


TAX_CHECKS: dict[str, Callable[[Case], None]] = {"invoice_tax": check_invoice_tax}


def _line(index: int, content: dict[str, Any]) -> RatedLine:
    amount, rate = Decimal(content["amount_minor"]), content["tax_rate"]
    one = Decimal(1)
    rounded = round_amount(amount, 0)
    return RatedLine(str(index), "Line", LineKind.CHARGE, one, "unit", amount, amount, rounded, rate, {})


def _coupon(content: dict[str, Any]) -> Coupon:
    assert content.keys() <= {"amount_minor", "lines"}
    return Coupon(Decimal(content["amount_minor"]), tuple(content.get("lines") or ()))


def _whole_coupons(lines: Sequence[RatedLine], coupons: Sequence[Coupon]) -> list[Decimal]:
    """What the engine's fixed discounts take off each line."""
    result = list(lines)
    for number, coupon in enumerate(coupons):
        charges = tuple(str(index) for index in coupon.lines)
        discount = FixedDiscount(f"coupon{number}", "Coupon", coupon.amount, charges)
        result += fixed_discount_lines(discount, result, _PLAN, BilledSpan(1, 1))
    taken = [_NOTHING] * len(lines)
    for line in result[len(lines) :]:
        for share in line.parts():
            taken[int(share.charge_code)] -= share.amount
    return taken


def _decimal_coupons(lines: Sequence[RatedLine], coupons: Sequence[Coupon]) -> list[Decimal]:
    """The same as the source keeps it: rounded to five decimals of a minor unit after each coupon."""
    taken = [_NOTHING] * len(lines)
    for coupon in coupons:
        covered = coupon.lines or range(len(lines))
        left = {index: lines[index].amount - taken[index] for index in covered}
        whole = sum(left.values(), _NOTHING)
        used = min(coupon.amount, whole)
        for index, weight in left.items():
            share = share_of(used, weight, whole) if whole else _NOTHING
            taken[index] = round_amount(EXACT.add(taken[index], share), _COUPON_DECIMALS)
    return taken


def _figures(lines: Sequence[RatedLine], taken: Sequence[Decimal]) -> dict[str, Any]:
    nets = [replace(line, amount=line.amount - less) for line, less in zip(lines, taken, strict=True)]
    rates = dict.fromkeys(str(line.tax_code) for line in lines)
    taxes = compute_taxes(nets, [TaxTerms(rate, rate, Decimal(rate)) for rate in rates], 0)
    line_taxes = dict(share for tax in taxes for share in tax.shares)
    tax = sum((each.amount for each in taxes), _NOTHING)
    net = sum((line.amount for line in nets), _NOTHING)
    return {
        "line_amounts_minor": [line.amount for line in lines],
        "line_coupons_minor": list(taken),
        "line_taxes_minor": [line_taxes[index] for index in range(len(lines))],
        "tax_minor": tax,
        "total_minor": round_amount(net, 0) + tax,
    }


def _expects_whole_coupons(case: Case) -> bool:
    shares = (case.get("our_expected") or case["expected"]).get("line_coupons_minor", ())
    return all(Decimal(share) == int(Decimal(share)) for share in shares)


def _fits(case: Case, figures: dict[str, Any]) -> bool:
    try:
        assert_expected(case, figures)
    except AssertionError:
        return False
    return True
