"""Money: minor units of currencies and the only rounding functions of the project.

Amounts are Decimals of the major unit (euros). Rounding is half away from zero unless a plan says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Final, Literal

RoundingMode = Literal["half_up", "half_even", "up", "down", "ceiling", "floor"]

EXACT: Final = Context(prec=60)
"""The arithmetic of every price computation: 60 digits, half even never matters because nothing overflows."""

_MODES: Final[dict[str, str]] = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}
# ISO 4217 currencies whose minor unit is not a hundredth.
MINOR_UNITS: Final[dict[str, int]] = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
_QUANTA: Final = {scale: Decimal(1).scaleb(-scale) for scale in range(-12, 19)}


def minor_unit_scale(currency: str) -> int:
    """How many decimals the currency's smallest amount has: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217)."""
    return MINOR_UNITS.get(currency, 2)


def round_amount(amount: Decimal, scale: int, mode: RoundingMode = "half_up") -> Decimal:
    """The amount rounded to `scale` decimals (negative: to tens, hundreds); half_up is away from zero."""
    return amount.quantize(_QUANTA[scale], rounding=_MODES[mode], context=EXACT)


def spread_rounded(
    amounts: Sequence[Decimal], scale: int, mode: RoundingMode = "half_up", whole: Decimal | None = None
) -> tuple[Decimal, ...]:
    """Each amount rounded so that together they equal the rounded sum.

    `whole` is the sum where it is known exactly: shares of a division without end come a trifle short of it,
    and half a minor unit would be rounded down.
    Largest remainder: everything is rounded down, the missing minor units go to the largest remainders,
    ties to the earlier amount.
    """
    if not amounts:
        return ()
    total = whole
    if total is None:
        total = amounts[0]
        for amount in amounts[1:]:
            total = EXACT.add(total, amount)
    target = round_amount(total, scale, mode)
    floors = [round_amount(amount, scale, "floor") for amount in amounts]
    quantum = _QUANTA[scale]
    missing = int((target - sum(floors)) / quantum)
    remainders = [amount - floor for amount, floor in zip(amounts, floors, strict=True)]
    by_remainder = sorted(range(len(amounts)), key=lambda i: (-remainders[i], i))
    # A directed mode (ceiling, up) can ask for more units than there are amounts: go round again.
    for step in range(missing):
        floors[by_remainder[step % len(amounts)]] += quantum
    for step in range(-missing):
        floors[by_remainder[-1 - step % len(amounts)]] -= quantum
    return tuple(floors)
