"""A counted quantity as a price sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from pricing.rating.index_series import IndexSeries

WHOLE: Final = Fraction(1)
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """`quantity` of the period so far in the priced unit, of which earlier invoices billed `previous`.

    Tier bounds are multiplied by `bounds_scale`; `demand` is the billed demand for hours of use. `detail`
    gives what the quantity was counted from to prices that look at it: an IntervalRow, the events in order of
    time, the moves of recurring units, or several quantities side by side; it is made only when it is asked for.
    `zone_name` is that of the place, `indices` prices by index.
    `billed_facts` are the trace keys that say what was billed before.
    """

    quantity: Decimal
    previous: Decimal = _NOTHING
    bounds_scale: Fraction = WHOLE
    demand: Decimal | None = None
    detail: Callable[[], Any] | None = None
    is_first: bool = True
    is_last: bool = True
    zone_name: str = "UTC"
    indices: Mapping[str, IndexSeries] = field(default_factory=dict)
    billed_facts: Mapping[str, Any] = field(default_factory=dict)
