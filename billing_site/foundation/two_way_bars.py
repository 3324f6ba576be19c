"""Bars that grow from a middle line: to the right for more, to the left for less. Geometry only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TwoWayBar:
    """Place and width in percent of the picture's width, and the colour's class."""

    x: str
    width: str
    css_class: str


def two_way_bars(amounts: Sequence[Decimal]) -> tuple[TwoWayBar, ...]:
    """A bar for each amount; the largest, either way, fills its half."""
    largest = max((abs(amount) for amount in amounts), default=Decimal(0)) or Decimal(1)
    return tuple(_bar(amount / largest * 50) for amount in amounts)


def _bar(percent: Decimal) -> TwoWayBar:
    return TwoWayBar(
        x=f"{50 + min(percent, Decimal(0)):.1f}%",
        width=f"{abs(percent):.1f}%",
        css_class="c1" if percent > 0 else "c3",
    )
