"""A quantity spread evenly, in whole units that add up to it exactly.

Up to each part the share is rounded half up, and a part is the difference of two such sums: no part is off by more
than one unit, and no unit is lost or invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray


def spread_evenly(quantity: int, part_count: int) -> list[int]:
    """The quantity in `part_count` parts, at least one, that add up to it; below zero too."""
    # Python's integers: the product may be longer than 64 bits.
    up_to = [(2 * quantity * part + part_count) // (2 * part_count) for part in range(part_count + 1)]
    return [later - earlier for earlier, later in pairwise(up_to)]


def spread_over_days(quantity: int, interval_counts: Sequence[int]) -> NDArray[np.int64]:
    """The quantity over days alike, each day's part over its intervals; int64, shape (sum of the counts,)."""
    days = zip(spread_evenly(quantity, len(interval_counts)), interval_counts, strict=True)
    return np.array(list(chain.from_iterable(spread_evenly(part, count) for part, count in days)), np.int64)
