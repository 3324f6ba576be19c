"""A local day's quantities and qualities as bytes: the narrowest integers that hold the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from metering.usage.reading_quality import ReadingQuality

_WIDTHS = tuple(np.dtype(code) for code in ("<i2", "<i4", "<i8"))


def encode_samples(quantities: NDArray[np.int64]) -> bytes:
    """int64 of shape (n,) as n little-endian integers of 2, 4 or 8 bytes, the fewest that hold them all."""
    low, high = (int(quantities.min()), int(quantities.max())) if quantities.size else (0, 0)
    for width in _WIDTHS:
        limits = np.iinfo(width)
        if limits.min <= low and high <= limits.max:
            return quantities.astype(width).tobytes()
    raise AssertionError("int64 holds every int64")


def decode_samples(samples: bytes, count: int) -> NDArray[np.int64]:
    """The int64 quantities, shape (count,). Raises ValueError when the bytes are not `count` integers."""
    width, rest = divmod(len(samples), count)
    if rest or width not in (2, 4, 8):
        raise ValueError(f"{len(samples)} bytes are not {count} integers of 2, 4 or 8 bytes")
    return np.frombuffer(samples, dtype=f"<i{width}").astype(np.int64)


def encode_qualities(qualities: NDArray[np.uint8]) -> bytes | None:
    """One byte per interval, or None when every interval is ACTUAL."""
    return None if (qualities == ReadingQuality.ACTUAL).all() else qualities.tobytes()


def decode_qualities(stored: bytes | None, count: int) -> NDArray[np.uint8]:
    """The uint8 ReadingQuality codes, shape (count,).

    Raises ValueError when there is not one byte per interval.
    """
    if stored is None:
        return np.full(count, ReadingQuality.ACTUAL, dtype=np.uint8)
    if len(stored) != count:
        raise ValueError(f"{len(stored)} quality bytes for {count} intervals")
    return np.frombuffer(stored, dtype=np.uint8)
