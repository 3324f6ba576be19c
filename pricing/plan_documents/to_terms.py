"""A plan document in the engine's words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from pricing.plan_documents.adjustment_terms import (
    commitment_terms,
    discount_terms,
    maximum_terms,
    minimum_terms,
    money_bank_terms,
    rider_terms,
    tax_terms,
)
from pricing.plan_documents.calendar_terms import tou_calendar
from pricing.plan_documents.determinant_terms import determinant_terms
from pricing.plan_documents.plan_words import plan_words
from pricing.plan_documents.price_terms import price_terms
from pricing.plan_documents.problems import InvalidPlanDocument, refused
from pricing.plan_documents.validation import validate_plan_document
from pricing.rating.plan_terms import (
    Allowance,
    Charge,
    MetricTerms,
    PlanTerms,
    Price,
    QuantityBank,
    RoundingUnit,
    TierAllocation,
    TierBounds,
    UnitConversion,
    metrics_counted,
)

_Term = TypeVar("_Term")


def plan_terms(document: dict[str, Any]) -> PlanTerms:
    """The terms the document states.

    Raises InvalidPlanDocument, carrying every problem, when validation finds an error in it; warnings pass.
    """
    problems = validate_plan_document(document)
    if refused(problems):
        raise InvalidPlanDocument(problems)
    rounding = document["rounding"]
    return PlanTerms(
        code=document["code"],
        currency=document["currency"],
        metrics={code: MetricTerms(metric["unit"]) for code, metric in document["metrics"].items()},
        charges=_each(document, "charges", _charge),
        calendars={
            code: tou_calendar(code, calendar) for code, calendar in document.get("calendars", {}).items()
        },
        discounts=_each(document, "discounts", discount_terms),
        maximums=_each(document, "maximums", maximum_terms),
        minimums=_each(document, "minimums", minimum_terms),
        commitments=_each(document, "commitments", commitment_terms),
        banks=_each(document, "money_banks", money_bank_terms),
        riders=_each(document, "riders", rider_terms),
        taxes=_each(document, "taxes", tax_terms),
        rounding_unit=RoundingUnit(rounding["unit"]),
        rounding_mode=rounding["mode"],
        rounding_scale=rounding.get("decimals"),
        words=plan_words(document),
    )


def _each(document: dict[str, Any], part: str, read: Callable[[dict[str, Any]], _Term]) -> tuple[_Term, ...]:
    return tuple(read(item) for item in document.get(part, ()))


def _charge(charge: dict[str, Any]) -> Charge:
    determinant = determinant_terms(charge["determinant"])
    metrics = metrics_counted(determinant)
    prices: dict[str | None, Price]
    if "price" in charge:
        prices = {None: price_terms(charge["price"], metrics)}
    else:
        prices = {
            bucket: price_terms(price, metrics)
            for bucket, price in charge["prices"].items()
            if price is not None
        }
    return Charge(
        code=charge["code"],
        label=charge["label"],
        determinant=determinant,
        prices=prices,
        tax_code=charge.get("tax"),
        prorated=charge.get("prorated", True),
        tier_bounds=TierBounds(charge.get("tier_bounds", "prorated")),
        group=charge.get("group", "main"),
        month_days=charge.get("month_days"),
        tier_allocation=TierAllocation(charge.get("tier_allocation", "per_bucket")),
        conversion=_conversion(charge["conversion"]) if "conversion" in charge else None,
        allowance=_allowance(charge["allowance"]) if "allowance" in charge else None,
        demand=determinant_terms(charge["demand"]) if "demand" in charge else None,
        bank=_bank(charge["bank"]) if "bank" in charge else None,
    )


def _conversion(conversion: dict[str, Any]) -> UnitConversion:
    is_multiplied = "multiply" in conversion
    return UnitConversion(
        operation="multiply" if is_multiplied else "divide",
        factor=Decimal(conversion["multiply" if is_multiplied else "divide"]),
        unit=conversion["unit"],
        mode=conversion.get("mode"),
        scale=conversion.get("decimals", 0),
    )


def _allowance(allowance: dict[str, Any]) -> Allowance:
    most = allowance.get("most_rolled_over")
    return Allowance(
        quantity=Decimal(allowance["quantity"]),
        prorated=allowance.get("prorated", False),
        rollover_periods=allowance.get("rollover_periods", 0),
        most_rolled_over=None if most is None else Decimal(most),
    )


def _bank(bank: dict[str, Any]) -> QuantityBank:
    return QuantityBank(bank["label"], bank.get("true_up_month"), Decimal(bank.get("payout_price", "0")))
