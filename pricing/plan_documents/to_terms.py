"""A plan document in the engine's words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.plan_documents.calendar_terms import tou_calendar
from pricing.plan_documents.plan_words import plan_words
from pricing.plan_documents.problems import InvalidPlanDocument, refused
from pricing.plan_documents.validation import validate_plan_document
from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
    Days,
    Determinant,
    FixedPrice,
    GraduatedPrice,
    MetricTerms,
    MinimumBill,
    PackagePrice,
    PeakDemand,
    PercentDiscount,
    PerPeriod,
    PerUnitPrice,
    PlanTerms,
    Price,
    RoundingUnit,
    Span,
    TaxTerms,
    Tier,
    TierBounds,
    Total,
    VolumePrice,
)


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
        charges=tuple(_charge(charge) for charge in document["charges"]),
        calendars={
            code: tou_calendar(code, calendar) for code, calendar in document.get("calendars", {}).items()
        },
        discounts=tuple(_discount(discount) for discount in document.get("discounts", ())),
        minimums=tuple(_minimum(minimum) for minimum in document.get("minimums", ())),
        taxes=tuple(_tax(tax) for tax in document.get("taxes", ())),
        rounding_unit=RoundingUnit(rounding["unit"]),
        rounding_mode=rounding["mode"],
        words=plan_words(document),
    )


def _charge(charge: dict[str, Any]) -> Charge:
    prices: dict[str | None, Price]
    if "price" in charge:
        prices = {None: _price(charge["price"])}
    else:
        prices = {bucket: _price(price) for bucket, price in charge["prices"].items() if price is not None}
    return Charge(
        code=charge["code"],
        label=charge["label"],
        determinant=_determinant(charge["determinant"]),
        prices=prices,
        tax_code=charge.get("tax"),
        prorated=charge.get("prorated", True),
        tier_bounds=TierBounds(charge.get("tier_bounds", "prorated")),
        group=charge.get("group", "main"),
    )


def _determinant(determinant: dict[str, Any]) -> Determinant:
    match determinant["kind"]:
        case "period":
            return PerPeriod()
        case "days":
            return Days()
        case "total":
            return Total(determinant["metric"])
        case "bucket_total":
            return BucketTotal(determinant["metric"], determinant["calendar"])
        case "peak_demand":
            return PeakDemand(
                determinant["metric"], determinant["window_minutes"], determinant.get("calendar")
            )
    raise AssertionError("validation lets no other kind pass")


def _price(price: dict[str, Any]) -> Price:
    match price["shape"]:
        case "fixed":
            return FixedPrice(Decimal(price["amount"]))
        case "per_unit":
            return PerUnitPrice(Decimal(price["unit_price"]))
        case "graduated":
            return GraduatedPrice(_tiers(price), price.get("flat_at_zero", False))
        case "volume":
            return VolumePrice(_tiers(price), price.get("flat_at_zero", False))
        case "package":
            return PackagePrice(
                Decimal(price["package_size"]),
                Decimal(price["package_price"]),
                Decimal(price.get("free_units", "0")),
                price["partial"] == "up",
            )
    raise AssertionError("validation lets no other shape pass")


def _tiers(price: dict[str, Any]) -> tuple[Tier, ...]:
    return tuple(
        Tier(
            None if tier["up_to"] is None else Decimal(tier["up_to"]),
            Decimal(tier["unit_price"]),
            Decimal(tier.get("flat_fee", "0")),
        )
        for tier in price["tiers"]
    )


def _discount(discount: dict[str, Any]) -> PercentDiscount:
    return PercentDiscount(
        discount["code"], discount["label"], Decimal(discount["percent"]), tuple(discount.get("charges", ()))
    )


def _minimum(minimum: dict[str, Any]) -> MinimumBill:
    return MinimumBill(
        code=minimum["code"],
        label=minimum["label"],
        amount=Decimal(minimum["amount"]),
        per=Span(minimum["per"]),
        charges=tuple(minimum.get("charges", ())),
        tax_code=minimum.get("tax"),
        prorated=minimum.get("prorated", True),
    )


def _tax(tax: dict[str, Any]) -> TaxTerms:
    return TaxTerms(tax["code"], tax["label"], Decimal(tax["percent"]))
