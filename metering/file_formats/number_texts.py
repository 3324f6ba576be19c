"""Decimal numbers as text into whole numbers, many at once and exactly: no float is involved.

All texts of a block stand in one array of bytes, and the numbers are read column by column from their right
ends, so the cost is a few passes over the block per digit and none per number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

MOST_DIGITS = 18
TOO_LONG = f"the number has more than {MOST_DIGITS} digits, and is never rounded"
TOO_LONG_CURE = "round it at its source to the decimals that the channel stores"
_LONGEST = MOST_DIGITS + 2  # with a sign and a point
_MOST_PLACES = 18
_LARGEST = 2**63 - 1
_POWERS = 10 ** np.arange(_MOST_PLACES + 1, dtype=np.int64)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")


class TooManyDigits(ValueError):
    """Numbers, at `indices`, that do not fit 64 bits at the decimals of the others; `index` is the first."""

    def __init__(self, indices: NDArray[np.intp]) -> None:
        self.indices = indices
        self.index = int(indices[0])
        super().__init__(f"number {self.index} does not fit")


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Numbers of `n` texts.

    `integers`: int64, shape (n,), the digits without the point; `places`: int64, shape (n,), how many of them
    are decimals. `empty` and `bad`: bool, shape (n,): nothing stands there, or no number; both have integer 0.
    """

    integers: NDArray[np.int64]
    places: NDArray[np.int64]
    empty: NDArray[np.bool_]
    bad: NDArray[np.bool_]


def read_numbers(texts: Sequence[str]) -> NumberColumn:
    """The texts as numbers: a sign, digits, a decimal point, an exponent; blanks around do not matter.

    Nothing is rounded: a number of more than MOST_DIGITS digits, zeros at its ends aside, is bad.
    """
    joined = "\n".join([*texts, ""])
    raw = np.frombuffer(joined.encode("ascii", "replace"), dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    if len(ends) != len(texts):
        return read_numbers([text.replace("\n", "?") for text in texts])
    lengths = np.diff(ends, prepend=-1) - 1
    column = _plain_numbers(raw, ends, lengths)
    for index in np.flatnonzero(column.bad).tolist():
        _read_one(texts[index], index, column)
    return column


def read_plain_numbers(lines: bytes) -> NumberColumn:
    """Numbers as text in ASCII, each with its line end: a minus, digits, a point; of at most MOST_DIGITS digits.

    Nothing is rounded: whatever else stands in a line is called bad.
    """
    raw = np.frombuffer(lines, dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    return _plain_numbers(raw, ends, np.diff(ends, prepend=-1) - 1)


def _plain_numbers(raw: NDArray[np.uint8], ends: NDArray[np.intp], lengths: NDArray[np.intp]) -> NumberColumn:
    """Numbers of up to MOST_DIGITS digits with at most a minus and a point; all else is called bad."""
    count = len(ends)
    integers, places = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    weights = np.ones(count, dtype=np.int64)
    bad = lengths > _LONGEST
    negative, pointed = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    for position in range(min(int(lengths.max(initial=0)), _LONGEST)):
        inside = lengths > position
        characters = raw[ends - (1 + position)]
        digits = characters - np.uint8(ord("0"))
        is_digit = inside & (digits < 10)
        integers += np.where(is_digit, digits, 0) * weights
        weights = np.where(is_digit, weights * 10, weights)
        others = inside & ~is_digit
        if others.any():
            is_point = others & (characters == ord("."))
            bad |= is_point & pointed
            pointed |= is_point
            places[is_point] = position
            is_minus = others & (characters == ord("-")) & (lengths == position + 1)
            negative |= is_minus
            bad |= others & ~is_point & ~is_minus
    digit_counts = lengths - pointed - negative
    empty = lengths == 0
    bad |= (digit_counts > MOST_DIGITS) | ((digit_counts == 0) & ~empty)
    integers[bad] = 0
    return NumberColumn(np.where(negative, -integers, integers), places, empty, bad)


def _read_one(text: str, index: int, column: NumberColumn) -> None:
    """Put the number of the text where the column has called it bad, if it is one."""
    text = text.strip()
    column.empty[index] = not text
    column.places[index] = 0
    if text and not _NUMBER.fullmatch(text):
        return
    sign, digits, exponent = Decimal(text or "0").as_tuple()
    assert isinstance(exponent, int)
    written = "".join(map(str, digits)).lstrip("0")
    meant = written.rstrip("0")
    exponent = exponent + len(written) - len(meant) if meant else 0
    if -exponent > _MOST_PLACES or len(meant) + max(exponent, 0) > MOST_DIGITS:
        return
    integer = int(meant or "0") * 10 ** max(exponent, 0)
    column.integers[index] = -integer if sign else integer
    column.places[index] = max(-exponent, 0)
    column.bad[index] = False


def is_number(text: str) -> bool:
    """Whether the text is a number at all, however many digits it has."""
    return _NUMBER.fullmatch(text.strip()) is not None


def at_one_scale(integers: NDArray[np.int64], places: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """The numbers in units of 10^-decimals, int64, and the decimals: the fewest that hold them all.

    Raises TooManyDigits naming those that then do not fit; without them the others do.
    """
    if not len(integers):
        return integers, 0
    decimals = int(places.max())
    if int(places.min()) != decimals:
        factors = _POWERS[decimals - places]
        too_large = np.abs(integers) > _LARGEST // factors
        if too_large.any():
            raise TooManyDigits(np.flatnonzero(too_large))
        integers = integers * factors
    while decimals and not (integers % 10).any():
        integers, decimals = integers // 10, decimals - 1
    return integers, decimals
