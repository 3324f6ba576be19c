"""Roots rounded to decimals without a float in between: apparent power and power factor."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isqrt

from pricing.money import EXACT


def rounded_root(square: Fraction, decimals: int) -> Decimal:
    """The root of a number that is not negative, rounded half up to `decimals`.

    The result n / 10^decimals is the largest for which n - 1/2 is not above the root.
    """
    scaled = 4 * square * 100**decimals
    units = (isqrt(scaled.numerator // scaled.denominator) + 1) // 2
    return Decimal(units).scaleb(-decimals, EXACT)


def power_factor(active: int, reactive: int, decimals: int) -> Decimal:
    """Active over apparent energy, rounded half up; 1 where no energy was drawn.

    Both are whole numbers of the same decimals of kWh and kvarh.
    """
    if active <= 0:
        return Decimal(1)
    return rounded_root(Fraction(active * active, active * active + reactive * reactive), decimals)
