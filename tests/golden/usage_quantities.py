"""Usage cases of quantities, dates and documents: everything but the price shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from pricing.money import RoundingMode, round_amount
from pricing.rating import LineKind, RatedLine, compute_taxes
from pricing.rating.plan_terms import TaxTerms
from pricing.rating.proration import (
    calendar_day_fraction,
    duration_fraction,
    fixed_month_fraction,
    prorate,
)
from tests.golden.missing_features import Case

_TAX_OF_THE_SOURCE = Decimal(20)


def check_rounding(case: Case) -> None:
    """Assert each rounded amount and their sum."""
    scale, mode = case["params"]["scale"], case["params"]["mode"]
    rounded = [round_amount(Decimal(amount), scale, mode) for amount in case["usage"]["amounts"]]
    assert_expected(case, {"rounded": rounded, "sum_of_rounded": sum(rounded, Decimal(0))})


def check_day_count(case: Case) -> None:
    """Assert the number of local calendar days."""
    calendar = LocalCalendar(case["params"].get("timezone") or case["period"]["timezone"])
    start, end = (_instant(case["period"][key], calendar.zone_name) for key in ("start", "end"))
    days = calendar.day_count(Period(start, end)) if start < end else 0
    assert_expected(case, {"days": Decimal(days)})


def check_proration(case: Case) -> None:
    """Assert the fraction, the exact amount and the rounded one, with tax where the case gives a rate."""
    params = case["params"]
    assert params.keys() <= {"amount", "basis", "fixed_days", "tax_rate"}
    precise = prorate(Decimal(params["amount"]), _fraction(case))
    rounding = case.get("rounding") or {"scale": 0, "mode": "half_up"}
    minor_units = round_amount(precise, 0)
    assert_expected(
        case,
        {
            "fraction": round_amount(prorate(Decimal(1), _fraction(case)), 9),
            "precise_minor": precise,
            "minor_units": minor_units,
            "amount": round_amount(precise, rounding["scale"], rounding["mode"]),
            "minor_units_with_tax": minor_units + _tax(minor_units, _tax_rate(case)),
        },
    )


CHECKS: dict[str, Callable[[Case], None]] = {
    "rounding": check_rounding,
    "day_count": check_day_count,
    "proration": check_proration,
}


def assert_expected(case: Case, ours: Mapping[str, Decimal | list[Decimal]]) -> None:
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


def _tax_rate(case: Case) -> Decimal:
    """The percentage of tax: of the case, the one that its title or notes name, or that of the source's tests."""
    if case["params"].get("tax_rate") is not None:
        return Decimal(case["params"]["tax_rate"])
    if "minor_units_with_tax" not in (case.get("our_expected") or case["expected"]):
        return Decimal(0)
    named = re.findall(r"(\d+(?:\.\d+)?) ?%", f"{case.get('title', '')} {case.get('notes', '')}")
    assert len(set(named)) <= 1, f"the case names several rates: {named}"
    return Decimal(named[0]) if named else _TAX_OF_THE_SOURCE


def _tax(amount: Decimal, percent: Decimal) -> Decimal:
    one = Decimal(1)
    line = RatedLine("a", "A", LineKind.CHARGE, one, "unit", amount, amount, amount, "tax", {})
    return sum(
        (tax.amount for tax in compute_taxes([line], [TaxTerms("tax", "Tax", percent)], 0)), Decimal(0)
    )
