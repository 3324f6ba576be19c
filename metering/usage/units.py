"""Units of measure: which can be converted into which, exactly.

A channel stores whole numbers of 10^-decimals of its metric's unit; a file may use another unit of the same
kind (Wh, MWh), never one of another kind (kW for kWh).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_FACTORS: dict[str, tuple[str, Decimal]] = {
    "WH": ("energy", Decimal("0.001")),
    "KWH": ("energy", Decimal(1)),
    "MWH": ("energy", Decimal(1000)),
    "VARH": ("reactive energy", Decimal("0.001")),
    "KVARH": ("reactive energy", Decimal(1)),
    "MVARH": ("reactive energy", Decimal(1000)),
    "L": ("volume", Decimal("0.001")),
    "M3": ("volume", Decimal(1)),
    "S": ("duration", Decimal(1)),
    "MIN": ("duration", Decimal(60)),
    "H": ("duration", Decimal(3600)),
    "B": ("data", Decimal(1)),
    "KB": ("data", Decimal(1000)),
    "MB": ("data", Decimal(1000000)),
    "GB": ("data", Decimal(1000000000)),
}


class UnitMismatch(ValueError):
    """The two units do not measure the same thing, or one of them is not known."""


def conversion_factor(unit: str, to_unit: str) -> Decimal:
    """What a quantity in `unit` is multiplied by to be in `to_unit`; exact. Case does not matter.

    Raises UnitMismatch when they are of different kinds or unknown (an unknown unit converts to itself).
    """
    source, target = unit.strip().upper(), to_unit.strip().upper()
    if source == target:
        return Decimal(1)
    if source not in _FACTORS or target not in _FACTORS:
        raise UnitMismatch(f"unit {unit!r} cannot be converted to {to_unit!r}")
    (kind, factor), (to_kind, to_factor) = _FACTORS[source], _FACTORS[target]
    if kind != to_kind:
        raise UnitMismatch(f"unit {unit!r} measures {kind}, but {to_unit!r} measures {to_kind}")
    return factor / to_factor


def exact_ratio(unit: str, to_unit: str) -> Fraction:
    """As `conversion_factor`, but exact where the quotient does not end (seconds in hours).

    Raises UnitMismatch when they are of different kinds or unknown.
    """
    factor = conversion_factor(unit, to_unit)
    source, target = unit.strip().upper(), to_unit.strip().upper()
    if source == target:
        return Fraction(factor)
    return Fraction(_FACTORS[source][1]) / Fraction(_FACTORS[target][1])
