"""Usage cases of quantities, dates and documents: everything but the price shapes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from pricing.money import RoundingMode, round_amount
from pricing.rating import LineKind, PlanTerms, RatedLine, compute_taxes
from pricing.rating.adjustments.minimum_bill import minimum_lines
from pricing.rating.plan_terms import MinimumBill, TaxTerms
from pricing.rating.proration import (
    calendar_day_fraction,
    duration_fraction,
    fixed_month_fraction,
    prorate,
)
from tests.golden.missing_features import Case, MissingFeature

_CURRENCY_OF_SCALE = {0: "JPY", 2: "EUR", 3: "KWD"}


def check_rounding(case: Case) -> None:
    """Assert each rounded amount and their sum."""
    scale, mode = case["params"]["scale"], case["params"]["mode"]
    rounded = [round_amount(Decimal(amount), scale, mode) for amount in case["usage"]["amounts"]]
    _assert_expected(case, {"rounded": rounded, "sum_of_rounded": sum(rounded, Decimal(0))})


def check_day_count(case: Case) -> None:
    """Assert the number of local calendar days."""
    calendar = LocalCalendar(case["params"].get("timezone") or case["period"]["timezone"])
    start, end = (_instant(case["period"][key], calendar.zone_name) for key in ("start", "end"))
    days = calendar.day_count(Period(start, end)) if start < end else 0
    _assert_expected(case, {"days": Decimal(days)})


def check_proration(case: Case) -> None:
    """Assert the fraction, the exact amount and the rounded one, with tax where the case gives a rate."""
    params, expected = case["params"], case.get("our_expected") or case["expected"]
    if "minor_units_with_tax" in expected and "tax_rate" not in params:
        raise MissingFeature("tax on a prorated amount without a rate")
    assert params.keys() <= {"amount", "basis", "fixed_days", "tax_rate"}
    precise = prorate(Decimal(params["amount"]), _fraction(case))
    rounding = case.get("rounding") or {"scale": 0, "mode": "half_up"}
    minor_units = round_amount(precise, 0)
    _assert_expected(
        case,
        {
            "fraction": round_amount(prorate(Decimal(1), _fraction(case)), 9),
            "precise_minor": precise,
            "minor_units": minor_units,
            "amount": round_amount(precise, rounding["scale"], rounding["mode"]),
            "minor_units_with_tax": minor_units + _tax(minor_units, Decimal(params.get("tax_rate", 0))),
        },
    )


def check_minimum_true_up(case: Case) -> None:
    """Assert the top-up of lines to a minimum for part of the period."""
    params = case["params"]
    known = {"minimum", "used", "numerator", "denominator", "scale", "round_used_first"}
    assert params.keys() <= known
    scale, used = params["scale"], Decimal(params["used"])
    if params.get("round_used_first"):
        used = round_amount(used, scale)
    terms = PlanTerms("golden", _CURRENCY_OF_SCALE[scale], {}, ())
    charged = RatedLine(
        "usage", "Usage", LineKind.CHARGE, Decimal(1), "unit", used, used, used, tax_code=None, trace={}
    )
    minimum = MinimumBill("minimum", "Minimum", Decimal(params["minimum"]))
    days, full_days = int(params["numerator"]), int(params["denominator"])
    lines = minimum_lines(minimum, [charged], terms, days, full_days)
    _assert_expected(
        case,
        {
            "true_up": sum((line.amount for line in lines), Decimal(0)),
            "precise": sum((line.exact_amount for line in lines), Decimal(0)),
        },
    )


def check_invoice_tax(case: Case) -> None:
    """Assert rounded lines and their taxes: one tax per rate, its minor units spread over the lines."""
    params = case["params"]
    assert params.keys() <= {"coupons", "lines"}
    if params.get("coupons"):
        raise MissingFeature("coupons")
    amounts = [round_amount(Decimal(line["amount_minor"]), 0) for line in params["lines"]]
    rates = [line["tax_rate"] for line in params["lines"]]
    taxes = [TaxTerms(rate, rate, Decimal(rate)) for rate in dict.fromkeys(rates)]
    rated = compute_taxes(list(zip(amounts, rates, strict=True)), taxes, 0)
    line_taxes = dict(share for tax in rated for share in tax.shares)
    tax = sum((tax.amount for tax in rated), Decimal(0))
    _assert_expected(
        case,
        {
            "line_amounts_minor": amounts,
            "line_coupons_minor": [Decimal(0)] * len(amounts),
            "line_taxes_minor": [line_taxes[index] for index in range(len(amounts))],
            "tax_minor": tax,
            "total_minor": sum(amounts, tax),
        },
    )


CHECKS: dict[str, Callable[[Case], None]] = {
    "rounding": check_rounding,
    "day_count": check_day_count,
    "proration": check_proration,
    "minimum_true_up": check_minimum_true_up,
    "invoice_tax": check_invoice_tax,
}


def _assert_expected(case: Case, ours: dict[str, Decimal | list[Decimal]]) -> None:
    """Every expected key must be among ours and equal; `precise…` has binary dust and counts six decimals."""
    expected = dict(case.get("our_expected") or case["expected"])
    compare = expected.pop("compare", None)
    assert expected
    assert expected.keys() <= ours.keys()
    for key, value in expected.items():
        theirs = [Decimal(v) for v in value] if isinstance(value, list) else Decimal(value)
        if key.startswith("precise"):
            assert _compared(ours[key], 6) == _compared(theirs, 6)
        elif compare:
            assert _compared(ours[key], compare["scale"], compare["mode"]) == theirs
        else:
            assert ours[key] == theirs, key


def _compared(value: Any, scale: int, mode: RoundingMode = "half_up") -> Any:
    if isinstance(value, list):
        return [round_amount(each, scale, mode) for each in value]
    return round_amount(value, scale, mode)


def _instant(text: str, zone_name: str) -> datetime:
    """An aware instant of a date or time that is local to the zone, unless it says its own offset."""
    if "T" not in text:
        return LocalCalendar(zone_name).day_start(date.fromisoformat(text))
    stamp = datetime.fromisoformat(text)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=LocalCalendar(zone_name).zone)


def _period(case: Case, start: str, end: str) -> Period:
    zone_name = case["period"].get("timezone", "UTC")
    return Period(_instant(case["period"][start], zone_name), _instant(case["period"][end], zone_name))


def _fraction(case: Case) -> Fraction:
    period, params = _period(case, "start", "end"), case["params"]
    calendar = LocalCalendar(case["period"].get("timezone", "UTC"))
    match params["basis"]:
        case "calendar_days":
            return calendar_day_fraction(period, _period(case, "full_start", "full_end"), calendar)
        case "seconds":
            return duration_fraction(period, _period(case, "full_start", "full_end"))
        case "fixed_month":
            dates = calendar.local_date(period.start), calendar.local_date(period.end)
            return fixed_month_fraction(*dates, int(params["fixed_days"]))
    raise AssertionError(f"undocumented basis {params['basis']}")


def _tax(amount: Decimal, percent: Decimal) -> Decimal:
    (tax,) = compute_taxes([(amount, "tax")], [TaxTerms("tax", "Tax", percent)], 0)
    return tax.amount
