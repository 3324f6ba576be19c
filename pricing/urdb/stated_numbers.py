"""The numbers of a record as they were meant: exact digits, without the dust of binary fractions.

Tools write a price of 19.539 as 19.538999557495117 when they kept it in 32 bits, and 8.98224352 as
8.982243519999999 after sums in 64 bits. Both are recognised by rule and told; every other digit is kept.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, Final

from pricing.money import EXACT, round_amount
from pricing.urdb.findings import Review

MOST_DECIMALS: Final = 12
OPEN_FROM: Final = Decimal(10) ** 12
"""A bound that nobody reaches: 1e38, its 32-bit form or its 39 digits stand for "no bound"."""

_SUSPICIOUS_DIGITS: Final = 12
_DOUBLE_DIGITS: Final = 15
_FLOAT32_DIGITS: Final = 7  # with more, neighbours share one 32-bit number
_FLOAT32_BITS: Final = 23
_FLOAT32_SLACK: Final = Fraction(1, 2**27)
"""64-bit digits of a 32-bit number are this near to it, in units of its last place."""


def stated_number(value: Any, path: str, review: Review) -> Decimal | None:
    """The number at `path`; None, with a finding that blocks, for what is no number."""
    if not isinstance(value, Decimal):
        review.blocks(path, "here must be a number", "correct the record")
        return None
    meant = _without_dust(value)
    if meant != value:
        review.assumed(
            path,
            f"{value} is what computers make of {meant:f}, which is taken",
            "check the source",
        )
    if _decimals(meant) <= MOST_DECIMALS:
        return meant
    rounded = round_amount(meant, MOST_DECIMALS, "half_up")
    review.assumed(
        path, f"{meant} has more than {MOST_DECIMALS} decimals; {rounded:f} is taken", "check the source"
    )
    return rounded


def number_text(number: Decimal) -> str:
    """The number as plan documents write it."""
    return f"{number:f}" if number else "0"


def _without_dust(number: Decimal) -> Decimal:
    digits = len(number.normalize(EXACT).as_tuple().digits)
    if digits >= _SUSPICIOUS_DIGITS and number < OPEN_FROM:
        meant = _shortest_float32(number)
        if meant is not None:
            return meant
    if digits > _DOUBLE_DIGITS:
        rounded = Context(prec=_DOUBLE_DIGITS).create_decimal(number).normalize(EXACT)
        if len(rounded.as_tuple().digits) <= _SUSPICIOUS_DIGITS:
            return rounded
    return number


def _shortest_float32(number: Decimal) -> Decimal | None:
    """The fewest digits that give the same 32-bit number, if the number is one."""
    exact = abs(Fraction(number))
    exponent = exact.numerator.bit_length() - exact.denominator.bit_length()
    if Fraction(2) ** exponent > exact:
        exponent -= 1
    last_place = Fraction(2) ** (exponent - _FLOAT32_BITS)
    steps = exact / last_place
    if abs(steps - round(steps)) > _FLOAT32_SLACK:
        return None
    for digits in range(1, _FLOAT32_DIGITS + 1):
        shorter = Context(prec=digits).create_decimal(number)
        if abs(abs(Fraction(shorter)) - exact) < last_place / 2:
            return Decimal(f"{shorter:f}")
    return None


def _decimals(number: Decimal) -> int:
    exponent = number.normalize(EXACT).as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
