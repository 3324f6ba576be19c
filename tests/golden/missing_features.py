"""What the engine cannot do yet: the golden cases that are expected to fail, and why.

The adapters refuse such cases on their own by raising MissingFeature. A case that is listed here and passes
turns red (strict), as does one that is refused and not listed, so the list is always exact.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Case = dict[str, Any]


class MissingFeature(Exception):
    """The engine has no such feature yet."""


MODELS: dict[str, str] = {
    "windowed_commitment": "commitments",
    "cumulative_commitment": "commitments",
    "plan_commitment": "commitments",
    "plan_change": "plan change credits",
    "credit_cap": "plan change credits",
    "credit_note": "credit notes",
    "credit_note_series": "credit notes",
}
"""Models of usage cases of which no case can be rated."""

ADJUSTMENTS: dict[str, str] = {
    "max_amount": "maximum amounts",
    "credits": "credits",
}


def _adjusts(kind: str) -> Callable[[Case], bool]:
    return lambda case: any(adjustment["type"] == kind for adjustment in case.get("adjustments") or ())


def is_progressive(case: Case) -> bool:
    """Whether the case asks for a minimum of a period that has several invoices."""
    usage = case.get("usage", {})
    is_only = usage.get("last_in_period", True) and not Decimal(usage.get("previously_billed") or 0)
    return not is_only and _adjusts("min_amount")(case)


USAGE: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    *((feature, lambda case, model=model: case["model"] == model) for model, feature in MODELS.items()),
    *((feature, _adjusts(kind)) for kind, feature in ADJUSTMENTS.items()),
    ("minimum over several invoices", is_progressive),
    ("coupons", lambda case: bool(case["params"].get("coupons"))),
    (
        "tax on a prorated amount without a rate",
        lambda case: "minor_units_with_tax" in case["expected"] and "tax_rate" not in case["params"],
    ),
)


BILLS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("annual minimum", lambda case: bool(case["tariff"].get("minimum_bill_per_year"))),
)


def missing_features(case: Case) -> list[str]:
    """The missing features of a usage or bill case; empty when it must pass."""
    table = BILLS if "tariff" in case else USAGE
    return list(dict.fromkeys(feature for feature, concerns in table if concerns(case)))


def marks(case: Case) -> list[pytest.MarkDecorator]:
    """The mark of a case that is expected to fail, if it is."""
    missing = missing_features(case)
    if not missing:
        return []
    reason = f"missing feature: {', '.join(missing)}"
    return [pytest.mark.xfail(strict=True, raises=MissingFeature, reason=reason)]
