"""What the engine gives: priced lines and taxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pricing.rating.carried import State


class LineKind(StrEnum):
    """What sort of thing a line charges for."""

    CHARGE = "CHARGE"
    DISCOUNT = "DISCOUNT"
    MAXIMUM = "MAXIMUM"
    MINIMUM = "MINIMUM"
    RIDER = "RIDER"
    CREDIT = "CREDIT"


@dataclass(frozen=True, slots=True)
class RatedLine:
    """One amount: `quantity` times `unit_price`, prorated and rounded as `trace` tells.

    `exact_amount` is unrounded; `amount` is in whole minor units. `trace` is a JSON object (trace.py).
    """

    charge_code: str
    label: str
    kind: LineKind
    quantity: Decimal
    unit: str
    unit_price: Decimal
    exact_amount: Decimal
    amount: Decimal
    tax_code: str | None
    trace: dict[str, Any]
    bucket: str | None = None
    tier: int | None = None


@dataclass(frozen=True, slots=True)
class RatedAccount:
    """An account's lines, and what the bill leaves to the next one by code of charge or adjustment."""

    lines: tuple[RatedLine, ...]
    carried: Mapping[str, State] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RatedTax:
    """One tax on all lines of its code: rounded once, and each line's share so that the shares add up.

    `shares` pairs the index of a line with its part of `amount`.
    """

    code: str
    label: str
    percent: Decimal
    base: Decimal
    amount: Decimal
    shares: tuple[tuple[int, Decimal], ...]
