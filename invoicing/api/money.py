"""Numbers as the API writes them: exact, as texts, never as floats."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from pricing.money import minor_unit_scale


class MoneyShape(serializers.Serializer[Any]):
    """An amount in a currency of ISO 4217."""

    amount = serializers.CharField(help_text="A decimal with the decimals of the currency.")
    currency = serializers.CharField()


def money_facts(amount: Decimal, currency: str) -> dict[str, str]:
    """The amount with the decimals of its currency, or with more where it has more."""
    return {"amount": amount_text(amount, currency), "currency": currency}


def amount_text(amount: Decimal, currency: str) -> str:
    """As `money_facts`, without the currency."""
    plain = plain_text(amount)
    places = len(plain.partition(".")[2])
    return plain if places >= minor_unit_scale(currency) else f"{amount:.{minor_unit_scale(currency)}f}"


def plain_text(number: Decimal) -> str:
    """Without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
