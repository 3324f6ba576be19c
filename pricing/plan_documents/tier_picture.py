"""Tiers as a picture: a step for each tier, as wide as its band and as high as its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

HEIGHT: Final = 96
_WIDTH: Final = Decimal(100)
_OPEN_SHARE: Final = Decimal("0.25")  # of the width: an open tier has no end to draw
_LEAST_HEIGHT: Final = 4


@dataclass(frozen=True, slots=True)
class TierStep:
    """A tier's box, and what is written at it: `x` and `width` in percent, `y` and `height` in pixels."""

    x: str
    y: int
    width: str
    height: int
    bottom: str
    band: str
    price: str


def tier_steps(tiers: Sequence[dict[str, Any]], unit: str) -> tuple[TierStep, ...]:
    """The steps of a price's tiers; prices below zero are drawn at the ground."""
    tops = [Decimal(tier["up_to"]) for tier in tiers if tier["up_to"] is not None]
    closed = tops[-1] if tops else Decimal(1)
    room = _WIDTH * (1 - _OPEN_SHARE) if tops else Decimal(0)
    highest = max((Decimal(tier["unit_price"]) for tier in tiers), default=Decimal(0)) or Decimal(1)
    steps, x, bottom = [], Decimal(0), Decimal(0)
    for tier in tiers:
        top = None if tier["up_to"] is None else Decimal(tier["up_to"])
        end = _WIDTH if top is None else top / closed * room
        price = Decimal(tier["unit_price"])
        height = max(_LEAST_HEIGHT, int(price / highest * HEIGHT)) if price > 0 else _LEAST_HEIGHT
        begin = f"{bottom:,f}"
        band = f"above {begin} {unit}" if top is None else f"{begin} to {top:,f} {unit}"
        steps.append(
            TierStep(
                f"{x:.2f}%",
                HEIGHT - height,
                f"{end - x:.2f}%",
                height,
                begin,
                band,
                f"{price:,f}".replace("-", "\N{MINUS SIGN}"),
            )
        )
        x, bottom = end, top if top is not None else bottom
    return tuple(steps)
