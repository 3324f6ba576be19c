"""Small plan documents for tests to bend."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pricing.plan_documents.charge_parts import determinants_of, metrics_named
from pricing.plan_documents.problems import Severity
from pricing.plan_documents.validation import validate_plan_document

_TOU_PLAN: dict[str, Any] = {
    "format": "billing-plan/1",
    "code": "TOU",
    "name": "Time of use",
    "currency": "USD",
    "effective_from": "2026-01-01",
    "source": {"title": "Rate sheet 7", "publisher": "Example Utility", "dated": "2026-01-01"},
    "metrics": {"ELECTRICITY_IMPORT": {"unit": "kWh"}},
    "rounding": {"unit": "line", "mode": "half_up"},
    "calendars": {
        "tou": {
            "buckets": ["peak", "off_peak"],
            "holidays": {"country": "US"},
            "seasons": {"summer": [["06-01", "09-30"]]},
            "windows": [
                {"bucket": "peak", "season": "summer", "days": ["weekday"], "from": "16:00", "to": "21:00"},
                {"bucket": "off_peak"},
            ],
        }
    },
    "charges": [
        {
            "code": "CUSTOMER",
            "label": "Customer charge",
            "determinant": {"kind": "period"},
            "price": {"shape": "fixed", "amount": "10.00"},
            "tax": "SALES",
        },
        {
            "code": "ENERGY",
            "label": "Energy",
            "determinant": {"kind": "bucket_total", "metric": "ELECTRICITY_IMPORT", "calendar": "tou"},
            "prices": {
                "peak": {"shape": "per_unit", "unit_price": "0.30"},
                "off_peak": {
                    "shape": "graduated",
                    "tiers": [
                        {"up_to": "300", "unit_price": "0.10"},
                        {"up_to": "600", "unit_price": "0.12"},
                        {"up_to": None, "unit_price": "0.15"},
                    ],
                },
            },
        },
    ],
    "discounts": [{"code": "LOYAL", "label": "Loyalty", "percent": "5", "charges": ["ENERGY"]}],
    "minimums": [{"code": "MINIMUM", "label": "Minimum bill", "amount": "12", "per": "period"}],
    "taxes": [{"code": "SALES", "label": "Sales tax", "percent": "7.25"}],
}


def tou_plan() -> dict[str, Any]:
    """A flawless plan with every part a plan can have; a copy, so bend it."""
    return deepcopy(_TOU_PLAN)


def total_plan(price: dict[str, Any], **charge: Any) -> dict[str, Any]:
    """A plan of one charge that prices the total usage."""
    plan = tou_plan()
    for part in ("calendars", "discounts", "minimums", "taxes"):
        del plan[part]
    determinant = {"kind": "total", "metric": "ELECTRICITY_IMPORT"}
    plan["charges"] = [
        {"code": "ENERGY", "label": "Energy", "determinant": determinant, "price": price, **charge}
    ]
    return plan


def errors(document: Any) -> list[str]:
    """The errors as `path: message (cure)`."""
    return [
        str(problem) for problem in validate_plan_document(document) if problem.severity is Severity.ERROR
    ]


def warnings(document: Any) -> list[str]:
    """The warnings as `path: message (cure)`."""
    return [
        str(problem) for problem in validate_plan_document(document) if problem.severity is Severity.WARNING
    ]


def charge_plan(
    determinant: dict[str, Any], price: dict[str, Any], *, unit: str = "kWh", **charge: Any
) -> dict[str, Any]:
    """A plan of one charge, with a metric of the unit for each that the determinant or its demand names."""
    plan = total_plan(price, **charge)
    plan["charges"][0]["determinant"] = determinant
    plan["metrics"] = {
        code: {"unit": unit}
        for _, counted in determinants_of(plan["charges"][0])
        for _, code in metrics_named(counted)
    }
    return plan
