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
    "graduated_percentage": "percentage prices",
    "percentage": "percentage prices",
    "dynamic": "dynamic prices",
    "prorated_graduated": "recurring units prorated",
    "block_tiers": "block tiers",
    "stairstep": "stairstep prices",
    "rated_duration": "duration rating",
    "windowed": "windowed quantities",
    "windowed_commitment": "commitments",
    "cumulative_commitment": "commitments",
    "plan_commitment": "commitments",
    "time_weighted_sum": "time-weighted sums",
    "unit_conversion": "unit conversion",
    "free_units": "free units",
    "plan_change": "plan change credits",
    "credit_cap": "plan change credits",
    "credit_note": "credit notes",
    "credit_note_series": "credit notes",
}
"""Models of usage cases of which no case can be rated."""

ADJUSTMENTS: dict[str, str] = {
    "unit_conversion": "unit conversion",
    "usage_discount": "free units",
    "max_amount": "maximum amounts",
    "credits": "credits",
}


def _adjusts(kind: str) -> Callable[[Case], bool]:
    return lambda case: any(adjustment["type"] == kind for adjustment in case.get("adjustments") or ())


def is_progressive(case: Case) -> bool:
    """Whether the case is about an invoice that is not the whole period's only one."""
    usage = case.get("usage", {})
    if any(Decimal(usage.get(key) or 0) for key in ("previous_quantity", "previously_billed")):
        return True
    is_first, is_last = usage.get("first_in_period", True), usage.get("last_in_period", True)
    match case["model"]:
        case "volume" if not is_last:
            return True  # it is billed only when the period is over
        case "graduated" if not is_first and Decimal(usage["quantity"]) > 0:
            return bool(Decimal(case["params"]["tiers"][0].get("flat_fee") or 0))
    return not is_last and _adjusts("min_amount")(case)


USAGE: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    *((feature, lambda case, model=model: case["model"] == model) for model, feature in MODELS.items()),
    *((feature, _adjusts(kind)) for kind, feature in ADJUSTMENTS.items()),
    ("progressive billing", is_progressive),
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
