"""Quantities as people write them into a form: one for all intervals, or a line for each."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

_LONGEST: Final = 30
_MINUS: Final = "\N{MINUS SIGN}"


class UnreadableQuantities(ValueError):
    """A line is no number, or there are too many or too few; the message names the line and the cure."""


def read_quantities(text: str, interval_count: int, decimals: int) -> list[int]:
    """The quantities as whole numbers of 10^-decimals of the unit, one for each interval.

    One number stands for all intervals. Numbers have a decimal point and no separators of thousands; empty
    lines at the end do not count. Raises UnreadableQuantities.
    """
    lines = [line.strip() for line in text.rstrip().splitlines()]
    if len(lines) not in (1, interval_count):
        raise UnreadableQuantities(
            f"{len(lines)} lines for {interval_count} intervals: write one number for all of them, or one "
            "line for each"
        )
    quantities = [_quantity(line, number, decimals) for number, line in enumerate(lines, start=1)]
    return quantities * interval_count if len(quantities) == 1 else quantities


def _quantity(line: str, number: int, decimals: int) -> int:
    if not line:
        raise UnreadableQuantities(f"line {number} is empty: write 0 if nothing was used")
    if "," in line:
        raise UnreadableQuantities(
            f"line {number}, {line[:_LONGEST]}: write decimals with a point, as in 0.412"
        )
    try:
        value = Decimal(line.replace(_MINUS, "-"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or len(line) > _LONGEST or abs(value.adjusted()) > _LONGEST:
        raise UnreadableQuantities(f"line {number}, {line[:_LONGEST]}: not a number, write it as in 0.412")
    whole = value.scaleb(decimals)
    if whole != whole.to_integral_value():
        raise UnreadableQuantities(
            f"line {number}, {line}: the channel stores {decimals} decimals, so round it first"
        )
    return int(whole)
