"""What a determinant gives: a quantity per account, and what it was counted from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from pricing.rating.carried import State


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One account's intervals that were counted; int64 in 10^-decimals, shape (grid.count,), 0 where not counted."""

    grid: IntervalGrid
    quantities: NDArray[np.int64]
    decimals: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One quantity per account, for one bucket or for the whole period.

    `facts` are trace keys shared by all accounts; `account_facts` those of each, in account order. `detail` gives,
    for an account's number, what a price may need beyond the quantity (see prices.counted). `keeps` are states of each account for the
    next bill, under keys of the determinant's own (carried.py).
    """

    bucket: str | None
    unit: str
    quantities: Sequence[Decimal]
    facts: dict[str, Any]
    account_facts: Sequence[dict[str, Any]] = field(default_factory=tuple)
    detail: Callable[[int], Any] | None = field(default=None, compare=False)
    keeps: Mapping[str, Sequence[State]] = field(default_factory=dict)
