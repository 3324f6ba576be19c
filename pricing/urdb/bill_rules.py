"""What bills need to know and records do not say: shortened periods, holidays, demand windows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT, round_amount
from pricing.urdb.findings import Option, Review
from pricing.urdb.fixed_charges import AmountPer
from pricing.urdb.stated_numbers import MOST_DECIMALS, number_text, stated_number

_MONTHS_A_YEAR, _DAYS_A_YEAR = Decimal(12), Decimal(365)
_WINDOWS: Final = ("15", "30", "60", "5", "10", "20")
US_HOLIDAYS: Final = {"country": "US"}


def holds_whole(review: Review) -> bool:
    """Whether what is owed for a month, and its tiers, stay whole when a bill is for less than its period."""
    answer = review.choose(
        "short_periods",
        "When a bill is for part of a month",
        (
            Option("prorated", "Amounts for a month, demand and tiers shrink with the days"),
            Option("whole", "Amounts for a month, demand and tiers stay whole"),
        ),
        path="$",
        message="the record does not say what becomes of monthly amounts when a customer moves in or out",
        cure="look into the utility's rules",
    )
    return answer == "whole"


def holidays_of(review: Review) -> dict[str, str] | None:
    """The rule for holidays of a plan whose weekends differ from weekdays."""
    answer = review.choose(
        "holidays",
        "Public holidays",
        (
            Option("none", "Are days like any other"),
            Option("weekends", "Count as weekends (federal holidays of the US)"),
        ),
        path="$.energyweekendschedule",
        message="the record has weekends but no holidays",
        cure="look into the source: many utilities bill holidays as weekends",
    )
    return dict(US_HOLIDAYS) if answer == "weekends" else None


def window_minutes(record: dict[str, Any], review: Review) -> int:
    """Over how many minutes demand is averaged."""
    if "demandwindow" in record:
        stated = stated_number(record["demandwindow"], "$.demandwindow", review)
        if stated is not None and number_text(stated.to_integral_value()) in _WINDOWS:
            return int(stated)
        review.blocks(
            "$.demandwindow",
            "demand can be averaged over 5, 10, 15, 20, 30 or 60 minutes",
            "correct the record",
        )
        return int(_WINDOWS[0])
    answer = review.choose(
        "demand_window",
        "Demand is the average over",
        tuple(Option(minutes, f"{minutes} minutes") for minutes in _WINDOWS),
        path="$.demandwindow",
        message="the record does not say over how many minutes demand is averaged",
        cure="look into the source",
    )
    return int(answer)


def fixed_charge(charge: AmountPer, is_whole: bool, review: Review) -> dict[str, Any]:
    """The fixed charge of a plan document."""
    head = {"code": "CUSTOMER", "label": "Customer charge"}
    amount, per = charge.amount, charge.per
    if per == "year":
        answer = review.choose(
            "yearly_charge",
            "A charge for a year is billed",
            (Option("twelfth", "As a twelfth per bill"), Option("daily", "As a 365th per day")),
            path="$.fixedchargeunits",
            message=f"the fixed charge of {amount:f} is for a year",
            cure="look into the utility's rules",
        )
        parts, per = (_DAYS_A_YEAR, "day") if answer == "daily" else (_MONTHS_A_YEAR, "month")
        amount = round_amount(EXACT.divide(amount, parts), MOST_DECIMALS, "half_up").normalize(EXACT)
    if per == "day":
        price = {"shape": "per_unit", "unit_price": number_text(amount)}
        return {**head, "determinant": {"kind": "days"}, "price": price}
    price = {"shape": "fixed", "amount": number_text(amount)}
    whole = {"prorated": False} if is_whole else {}
    return {**head, "determinant": {"kind": "period"}, "price": price, **whole}


def minimum_bill(minimum: AmountPer, is_whole: bool) -> dict[str, Any]:
    """A minimum of a plan document."""
    span = {"day": "day", "year": "year"}.get(minimum.per, "period")
    return {
        "code": "MINIMUM_YEAR" if span == "year" else "MINIMUM",
        "label": "Minimum of the year" if span == "year" else "Minimum bill",
        "amount": number_text(minimum.amount),
        "per": span,
        **({"prorated": False} if is_whole and span != "day" else {}),
    }
