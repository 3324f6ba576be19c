"""What a price makes of a quantity: one part per line, not yet prorated or rounded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

_NO_FACTS: Final[Mapping[str, Any]] = MappingProxyType({})


class PricedPart(NamedTuple):
    """`quantity` times `unit_price`; `facts` are the trace keys that say how the quantity came about.

    `exact` is the amount where it is a sum of many products, and `unit_price` only their average. `unit` is
    what `quantity` is counted in, where that is not what was counted. A tuple, as a bill run makes a great many.
    """

    rule: str
    quantity: Decimal
    unit_price: Decimal
    facts: Mapping[str, Any] = _NO_FACTS
    tier: int | None = None
    exact: Decimal | None = None
    unit: str | None = None
