"""What a price makes of a quantity: one part per line, not yet prorated or rounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class PricedPart:
    """`quantity` times `unit_price`; `facts` are the trace keys that say how the quantity came about.

    `exact` is the amount where it is a sum of many products, and `unit_price` only their average. `unit` is
    what `quantity` is counted in, where that is not what was counted.
    """

    rule: str
    quantity: Decimal
    unit_price: Decimal
    facts: dict[str, Any] = field(default_factory=dict)
    tier: int | None = None
    exact: Decimal | None = None
    unit: str | None = None
