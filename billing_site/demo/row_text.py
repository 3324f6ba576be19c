"""Many rows of text at once: columns of bytes side by side, without a loop over rows.

A column is a matrix of bytes (one row per line, uint8) in which zero bytes are padding; they are dropped
when the rows are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.uint8]
_ZERO: Final = ord("0")


def number_column(quantities: NDArray[np.int64], decimals: int) -> Column:
    """Whole numbers of 10^-decimals as decimal text: 1234 with 3 decimals is "1.234", 5 is "0.005".

    Shape (n, width), all decimals written out, no leading zeros. Quantities must not be negative.
    """
    digit_count = max(len(str(int(quantities.max(initial=0)))), decimals + 1)
    powers = 10 ** np.arange(digit_count - 1, -1, -1, dtype=np.int64)
    digits = (quantities[:, None] // powers % 10 + _ZERO).astype(np.uint8)
    leading = (quantities[:, None] < powers) & (powers > 10**decimals)
    digits[leading] = 0
    if not decimals:
        return digits
    point = np.full((len(quantities), 1), ord("."), dtype=np.uint8)
    return np.concatenate([digits[:, :-decimals], point, digits[:, -decimals:]], axis=1)


def text_column(texts: Sequence[str]) -> Column:
    """One text per row, shape (len(texts), longest)."""
    encoded = np.array([text.encode() for text in texts], dtype=np.bytes_)
    return encoded.view(np.uint8).reshape(len(texts), encoded.itemsize)


def constant(text: str, count: int) -> Column:
    """The same text in each of `count` rows."""
    return np.broadcast_to(np.frombuffer(text.encode(), dtype=np.uint8), (count, len(text.encode())))


def join_rows(columns: Sequence[Column]) -> bytes:
    """The columns side by side, row after row; line ends are up to the columns."""
    return np.concatenate(columns, axis=1).tobytes().translate(None, b"\0")
