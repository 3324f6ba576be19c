"""The adjustments and taxes of a plan document in the engine's words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from pricing.rating.plan_terms import (
    Commitment,
    FixedDiscount,
    MaximumBill,
    MinimumBill,
    MoneyBank,
    PercentDiscount,
    Rider,
    Span,
    TaxTerms,
)

_YEAR_END: Final = 12


def discount_terms(discount: dict[str, Any]) -> PercentDiscount | FixedDiscount:
    """A share or an amount that is taken off."""
    if "percent" in discount:
        return PercentDiscount(
            discount["code"], discount["label"], Decimal(discount["percent"]), _charges(discount)
        )
    return FixedDiscount(
        code=discount["code"],
        label=discount["label"],
        amount=Decimal(discount["amount"]),
        charges=_charges(discount),
        prorated=discount.get("prorated", False),
    )


def money_bank_terms(bank: dict[str, Any]) -> MoneyBank:
    """Credits that pay for charges."""
    return MoneyBank(
        code=bank["code"],
        label=bank["label"],
        charges=_charges(bank),
        credits=tuple(bank["credits"]),
        used_at_once=bank.get("used_at_once", True),
        true_up_month=bank.get("true_up_month"),
        expires=bank.get("expires", False),
    )


def maximum_terms(maximum: dict[str, Any]) -> MaximumBill:
    """A ceiling."""
    return MaximumBill(
        code=maximum["code"],
        label=maximum["label"],
        amount=Decimal(maximum["amount"]),
        per=Span(maximum["per"]),
        charges=_charges(maximum),
        prorated=maximum.get("prorated", True),
    )


def minimum_terms(minimum: dict[str, Any]) -> MinimumBill:
    """A floor."""
    return MinimumBill(
        code=minimum["code"],
        label=minimum["label"],
        amount=Decimal(minimum["amount"]),
        per=Span(minimum["per"]),
        charges=_charges(minimum),
        tax_code=minimum.get("tax"),
        prorated=minimum.get("prorated", True),
        year_end_month=minimum.get("year_end_month", _YEAR_END),
    )


def commitment_terms(commitment: dict[str, Any]) -> Commitment:
    """Money promised."""
    return Commitment(
        code=commitment["code"],
        label=commitment["label"],
        amount=Decimal(commitment["amount"]),
        overage_factor=Decimal(commitment.get("overage_factor", "1")),
        true_up=commitment.get("true_up", True),
        per=Span(commitment["per"]),
        charges=_charges(commitment),
        tax_code=commitment.get("tax"),
        prorated=commitment.get("prorated", True),
        year_end_month=commitment.get("year_end_month", _YEAR_END),
    )


def rider_terms(rider: dict[str, Any]) -> Rider:
    """A percentage on top."""
    return Rider(rider["code"], rider["label"], Decimal(rider["percent"]), _charges(rider), rider.get("tax"))


def tax_terms(tax: dict[str, Any]) -> TaxTerms:
    """A tax."""
    return TaxTerms(
        code=tax["code"],
        label=tax["label"],
        percent=Decimal(tax["percent"]),
        charges=_charges(tax),
        on_taxes=tuple(tax.get("on_taxes", ())),
        mode=tax.get("mode"),
    )


def _charges(item: dict[str, Any]) -> tuple[str, ...]:
    return tuple(item.get("charges", ()))
