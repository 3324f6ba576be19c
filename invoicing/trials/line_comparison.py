"""The lines of bills by two terms side by side: the same charge in one row, the rest on one side only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from pricing.money import EXACT, round_amount
from pricing.rating import RatedLine
from pricing.rating.trace import WITHOUT_QUANTITY

_NOTHING = Decimal(0)
_QUANTITY_DECIMALS = 4
_LineKey = tuple[str, str | None, int | None, str]


@dataclass(slots=True)
class _Side:
    quantity: Decimal | None = None
    amount: Decimal = _NOTHING
    unit_prices: set[Decimal] = field(default_factory=set)
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class LineSide:
    """A charge by one of the terms: quantity and amount added up; no price where several were used.

    The quantity is rounded for the eye (a part of a tier may have no end), and None for what is done to amounts.
    """

    quantity: Decimal | None
    amount: Decimal
    unit_price: Decimal | None


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A charge (with its bucket and tier) by both terms; None where those do not have it."""

    label: str
    bucket: str | None
    tier: int | None
    unit: str
    old: LineSide | None
    new: LineSide | None

    @property
    def change(self) -> Decimal:
        """How much more it comes to."""
        return (self.new.amount if self.new else _NOTHING) - (self.old.amount if self.old else _NOTHING)


def compared_lines(old: Iterable[RatedLine], new: Iterable[RatedLine]) -> list[ComparedLine]:
    """The lines of any number of bills, those of one charge, bucket, tier and unit added up.

    In the order in which they are first found, the old ones first.
    """
    sides: dict[_LineKey, tuple[_Side, _Side]] = {}
    labels: dict[_LineKey, str] = {}
    for place, lines in enumerate((old, new)):
        for line in lines:
            key = (line.charge_code, line.bucket, line.tier, line.unit)
            labels[key] = line.label
            side = sides.setdefault(key, (_Side(), _Side()))[place]
            side.is_there = True
            if line.trace["rule"] not in WITHOUT_QUANTITY:
                side.quantity = EXACT.add(side.quantity or _NOTHING, line.quantity)
            side.amount += line.amount
            side.unit_prices.add(line.unit_price)
    return [
        ComparedLine(labels[key], key[1], key[2], key[3], *(_frozen(side) for side in both))
        for key, both in sides.items()
    ]


def _frozen(side: _Side) -> LineSide | None:
    if not side.is_there:
        return None
    (price, *others) = side.unit_prices
    quantity = None if side.quantity is None else round_amount(side.quantity, _QUANTITY_DECIMALS)
    return LineSide(quantity, side.amount, None if others else price)
